// Endpoints as text.

import { expect } from 'chai';
import { printEndpoint } from '../../src/wire/endpoint.ts';

describe('printEndpoint', () => {
  it('puts IPv6 addresses in brackets, so that the port can be told from the address', () => {
    expect(printEndpoint({ address: { family: 4, text: '192.0.2.1' }, port: 53 })).to.equal('192.0.2.1:53');
    expect(printEndpoint({ address: { family: 6, text: '2001:db8::1' }, port: 53 })).to.equal(
      '[2001:db8::1]:53',
    );
  });
});
