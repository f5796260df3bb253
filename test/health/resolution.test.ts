// Which addresses of a name are published.

import { expect } from 'chai';
import { choosePublished, type Resolution } from '../../src/health/resolution.ts';
import { tcpTarget } from '../../src/health/target.ts';
import type { IpAddress } from '../../src/wire/ip-address.ts';
import { ownerOf } from '../support/make-zone.ts';

const [first, second, third] = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map(
  (text): IpAddress => ({ family: 4, text }),
) as [IpAddress, IpAddress, IpAddress];

const resolution: Resolution = {
  owner: ownerOf('www'),
  label: 'www',
  candidates: [
    { address: first, target: tcpTarget(first, 80) },
    { address: second },
    { address: third, target: tcpTarget(third, 80) },
  ],
};

describe('choosePublished', () => {
  it('publishes what is up and what is static, in the order of the configuration', () => {
    expect(choosePublished(resolution, () => true)).to.deep.equal([first, second, third]);
    expect(choosePublished(resolution, ({ address }) => address === third)).to.deep.equal([second, third]);
    expect(choosePublished(resolution, () => false)).to.deep.equal([second]);
  });
});

describe('tcpTarget', () => {
  it('has one key for each address, port and kind of check', () => {
    expect(tcpTarget(first, 80).key).to.equal('tcp 192.0.2.1:80');
    expect(tcpTarget({ family: 6, text: '2001:db8::1' }, 8080).key).to.equal('tcp [2001:db8::1]:8080');
  });
});
