// Which front ends may say for whom they ask.

import { expect } from 'chai';
import { printIpPrefix } from '../../../src/wire/ip-prefix.ts';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';

describe('--proxy-from', () => {
  it('is nobody by default', () => expect(configOf().frontEnds).to.deep.equal([]));

  it('takes addresses and ranges, each once', () => {
    const texts = ['192.0.2.8/29', '192.0.2.1', '2001:DB8::/64', '2001:db8:0::/64'];
    const { frontEnds } = configOf({ 'proxy-from': texts });
    expect(frontEnds.map(printIpPrefix)).to.deep.equal(['192.0.2.8/29', '192.0.2.1', '2001:db8::/64']);
  });

  it('takes a list from the environment', () => {
    const { frontEnds } = configOf({}, { HEALTHY_DNS_PROXY_FROM: '192.0.2.1,192.0.2.2' });
    expect(frontEnds.map(printIpPrefix)).to.deep.equal(['192.0.2.1', '192.0.2.2']);
  });

  const wayOut = 'write an address or a prefix, such as 192.0.2.8 or 192.0.2.8/29';
  const everybody = 'covers every address, so anybody could claim to be any client; list the front ends';
  const bad: readonly (readonly [string, string])[] = [
    ['dnsdist', `"dnsdist" is no address; ${wayOut}`],
    ['', `"" is no address; ${wayOut}`],
    [
      '192.0.2.9/29',
      '"192.0.2.9/29" has bits set after its prefix length; write "192.0.2.8/29" for the whole range, or "192.0.2.9" for the one address',
    ],
    ['0.0.0.0/0', `0.0.0.0/0 ${everybody}`],
    ['::/0', `::/0 ${everybody}`],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1 is an IPv4 address; write it as 192.0.2.8 or 192.0.2.8/29'],
  ];
  for (const [text, message] of bad) {
    it(`refuses ${JSON.stringify(text)}`, () =>
      expect(findingsOf({ 'proxy-from': [text] })).to.deep.equal([`error: proxy-from: ${message}`]));
  }

  it('takes at most 32 ranges', () => {
    const texts = Array.from({ length: 33 }, (_, i) => `192.0.2.${i}`);
    expect(findingsOf({ 'proxy-from': texts })).to.deep.equal([
      'error: proxy-from: names 33 ranges; at most 32 are allowed',
    ]);
  });
});
