// Endpoints as text.

import { expect } from 'chai';
import { parseEndpoint, printEndpoint } from '../../src/wire/endpoint.ts';

describe('printEndpoint', () => {
  it('puts IPv6 addresses in brackets, which tells the port from the address', () => {
    expect(printEndpoint({ address: { family: 4, text: '192.0.2.1' }, port: 53 })).to.equal('192.0.2.1:53');
    expect(printEndpoint({ address: { family: 6, text: '2001:db8::1' }, port: 53 })).to.equal(
      '[2001:db8::1]:53',
    );
  });
});

describe('parseEndpoint', () => {
  for (const text of ['192.0.2.1:53', '[2001:db8::1]:1', '0.0.0.0:65535']) {
    it(`reads ${text}`, () => {
      const endpoint = parseEndpoint(text);
      expect(endpoint && printEndpoint(endpoint)).to.equal(text);
    });
  }

  it('reads other spellings of an address', () => {
    expect(parseEndpoint('[2001:DB8:0::1]:80')).to.deep.equal({
      address: { family: 6, text: '2001:db8::1' },
      port: 80,
    });
  });

  const bad = [
    '',
    '192.0.2.1',
    '192.0.2.1:',
    '192.0.2.1:0',
    '192.0.2.1:65536',
    '192.0.2.1:8x',
    '2001:db8::1',
    '2001:db8::1:80',
  ];
  for (const text of [
    ...bad,
    '[2001:db8::1]',
    '[192.0.2.1]:',
    '[www.example.test]:80',
    'www.example.test:80',
    ':80',
  ]) {
    it(`reads nothing from "${text}"`, () => expect(parseEndpoint(text)).to.equal(undefined));
  }
});
