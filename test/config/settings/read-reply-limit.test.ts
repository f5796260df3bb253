// How many replies over UDP a network may get.

import { expect } from 'chai';
import { printIpPrefix } from '../../../src/wire/ip-prefix.ts';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';

describe('--rrl', () => {
  it('is 200 a second, every other reply beyond, and networks of 24 and 56 bits', () => {
    expect(configOf().replyLimit).to.deep.equal({
      perSecond: 200,
      slip: 2,
      ipv4Bits: 24,
      ipv6Bits: 56,
      exempt: [],
    });
  });

  for (const [given, perSecond] of [
    ['on', 200],
    ['Yes', 200],
    ['true', 200],
    ['1', 1],
    ['50', 50],
    ['10000', 10_000],
    ['off', undefined],
    ['no', undefined],
    ['false', undefined],
    ['0', undefined],
  ] as const)
    it(`takes ${given} for ${perSecond ?? 'no limit'}`, () => {
      const { replyLimit } = configOf({ rrl: given });
      expect(replyLimit?.perSecond).to.equal(perSecond);
    });

  it('takes the others', () => {
    const { replyLimit } = configOf({
      'rrl-slip': '0',
      'rrl-ipv4-prefix': '32',
      'rrl-ipv6-prefix': '64',
      'rrl-exempt': ['192.0.2.0/24', '2001:db8::/32', '127.0.0.1', '192.0.2.0/24'],
    });
    expect(replyLimit).to.deep.include({ slip: 0, ipv4Bits: 32, ipv6Bits: 64 });
    expect(replyLimit?.exempt.map(printIpPrefix)).to.deep.equal([
      '192.0.2.0/24',
      '2001:db8::/32',
      '127.0.0.1',
    ]);
  });

  it('reads the others even while it is off', () => {
    expect(findingsOf({ rrl: 'off', 'rrl-slip': 'x' })).to.have.lengthOf(1);
  });

  const rates = 'is neither on nor off nor a number of replies a second from 1 to 10000';
  const bad: readonly (readonly [string, string, string])[] = [
    ['rrl', '10001', `"10001" ${rates}`],
    ['rrl', '-1', `"-1" ${rates}`],
    ['rrl', '1.5', `"1.5" ${rates}`],
    ['rrl', 'of', `"of" ${rates}`],
    ['rrl', '99999999999999999999', `"99999999999999999999" ${rates}`],
    ['rrl-slip', '11', '"11" is not a whole number from 0 to 10'],
    ['rrl-ipv4-prefix', '0', '"0" is not a number of bits from 1 to 32'],
    ['rrl-ipv4-prefix', '33', '"33" is not a number of bits from 1 to 32'],
    ['rrl-ipv6-prefix', '128', '"128" is not a number of bits from 1 to 64'],
    [
      'rrl-exempt',
      '192.0.2.0/33',
      '"192.0.2.0/33" is no address; write an address or a range, such as 192.0.2.0/24 or 2001:db8::/32',
    ],
    [
      'rrl-exempt',
      '192.0.2.1/24',
      '"192.0.2.1/24" has bits set after its prefix length; write "192.0.2.0/24" for the whole range, or "192.0.2.1" for the one address',
    ],
    [
      'rrl-exempt',
      'example.test',
      '"example.test" is no address; write an address or a range, such as 192.0.2.0/24 or 2001:db8::/32',
    ],
  ];
  for (const [flag, text, why] of bad)
    it(`refuses --${flag} ${text}`, () => {
      expect(findingsOf({ [flag]: flag === 'rrl-exempt' ? [text] : text })).to.deep.equal([
        `error: ${flag}: ${why}`,
      ]);
    });

  it('takes no more exempt networks than can be compared in a flood', () => {
    const networks = Array.from({ length: 65 }, (_, i) => `192.0.${i}.0/24`);
    expect(findingsOf({ 'rrl-exempt': networks })).to.deep.equal([
      'error: rrl-exempt: names 65 ranges; at most 64 are allowed',
    ]);
    expect(configOf({ 'rrl-exempt': networks.slice(1) }).replyLimit?.exempt).to.have.lengthOf(64);
  });
});
