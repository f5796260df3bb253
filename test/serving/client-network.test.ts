// Who counts as one client.

import { expect } from 'chai';
import { clientNetwork } from '../../src/serving/client-network.ts';

const networks: Readonly<Record<string, string>> = {
  '192.0.2.1': '192.0.2.1',
  '::ffff:192.0.2.1': '192.0.2.1',
  '2001:db8:1:2:3:4:5:6': '2001:db8:1:2::/64',
  '2001:db8:1:2::6': '2001:db8:1:2::/64',
  '2001:db8::6': '2001:db8:0:0::/64',
  '2001:db8::3:4:5:6': '2001:db8:0:0::/64',
  '2001:db8:1::3:4:5:6': '2001:db8:1:0::/64',
  '1:2:3:4:5:6:7::': '1:2:3:4::/64',
  '::1': '0:0:0:0::/64',
  'fe80::1%eth0': 'fe80:0:0:0::/64',
};

describe('clientNetwork', () => {
  for (const [address, network] of Object.entries(networks)) {
    it(`takes ${address} for ${network}`, () => {
      expect(clientNetwork(address)).to.equal(network);
    });
  }

  it('takes nobody in particular for a client that is gone already', () => {
    expect(clientNetwork('')).to.equal('::/64');
  });
});
