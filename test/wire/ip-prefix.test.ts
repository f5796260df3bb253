import { expect } from 'chai';
import { bytesOf } from '../../src/base/byte-string.ts';
import { parseIpAddress } from '../../src/wire/ip-address.ts';
import { isWithinPrefix, parseIpPrefix, printIpPrefix } from '../../src/wire/ip-prefix.ts';
import { addressRdata } from '../../src/wire/rdata.ts';

function isWithin(prefix: string, text: string): boolean {
  const parsed = parseIpPrefix(prefix);
  const address = parseIpAddress(text);
  if (parsed === undefined || address === undefined) throw new Error(`cannot read ${prefix} or ${text}`);
  return isWithinPrefix(parsed, address.family, bytesOf(addressRdata(address)));
}

describe('an address range', () => {
  for (const [prefix, inside, outside] of [
    ['192.0.2.0/24', '192.0.2.255', '192.0.3.0'],
    ['192.0.2.54', '192.0.2.54', '192.0.2.55'],
    ['192.0.2.128/25', '192.0.2.128', '192.0.2.127'],
    ['198.51.100.4/30', '198.51.100.7', '198.51.100.8'],
    ['0.0.0.0/0', '203.0.113.9', '2001:db8::1'],
    ['::/0', '2001:db8::1', '192.0.2.1'],
    ['2001:db8::/33', '2001:db8:7fff::1', '2001:db8:8000::1'],
    ['2001:db8::1', '2001:db8::1', '2001:db8::2'],
  ] as const) {
    it(`${prefix} has ${inside} and not ${outside}`, () => {
      expect(isWithin(prefix, inside)).to.equal(true);
      expect(isWithin(prefix, outside)).to.equal(false);
    });
  }

  for (const text of [
    '',
    '/',
    '192.0.2.0/',
    '192.0.2.0/33',
    '192.0.2.1/24',
    '192.0.2.0/24/8',
    '192.0.2/24',
    '192.0.2.0/-1',
    '2001:db8::/129',
    '2001:db8::1/64',
    'www/24',
  ]) {
    it(`is not what ${JSON.stringify(text)} says`, () => {
      expect(parseIpPrefix(text)).to.equal(undefined);
    });
  }

  it('is printed as it is written, an address alone without a length', () => {
    for (const text of ['192.0.2.0/24', '192.0.2.54', '2001:db8::/32', '::1'])
      expect(printIpPrefix(parseIpPrefix(text) ?? expect.fail())).to.equal(text);
  });
});
