// The limit on replies in the output of `healthy-dns status`.

import { expect } from 'chai';
import { printReplyLimit } from '../../../src/bin/printing/print-reply-limit.ts';

const setting = { perSecond: 200, slip: 2, ipv4Bits: 24, ipv6Bits: 56, exempt: [] };

describe('printReplyLimit', () => {
  it('says what the limit is', () => {
    expect(printReplyLimit({ setting, slipped: 0, dropped: 0 })).to.deep.equal([
      'limit: 200 replies a second to an IPv4 /24 or an IPv6 /56',
    ]);
  });

  it('says to whom it does not apply, and what it has kept back', () => {
    const exempt = ['192.0.2.0/24', '::1'];
    expect(printReplyLimit({ setting: { ...setting, exempt }, slipped: 12, dropped: 13 })).to.deep.equal([
      'limit: 200 replies a second to an IPv4 /24 or an IPv6 /56, except to 192.0.2.0/24 ::1; 12 truncated, 13 dropped',
    ]);
  });

  it('says that it is off', () => {
    expect(printReplyLimit({ slipped: 0, dropped: 0 })).to.deep.equal(['limit: off (--rrl)']);
  });

  it('says nothing of an older daemon', () => {
    expect(printReplyLimit(undefined)).to.deep.equal([]);
  });
});
