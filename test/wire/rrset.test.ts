// RRsets: sets, in canonical order.

import { expect } from 'chai';
import type { Rdata } from '../../src/wire/rdata.ts';
import { areRRsetsEqual, makeRRset } from '../../src/wire/rrset.ts';

const rdatas = (...texts: string[]) => texts as Rdata[];

describe('makeRRset', () => {
  it('keeps each datum once', () => {
    expect(makeRRset(1, 60, rdatas('b', 'a', 'b')).rdatas).to.deep.equal(['a', 'b']);
  });

  it('sorts by unsigned octets, a prefix first (RFC 4034 §6.3)', () => {
    const sorted = rdatas('', '\x01', '\x01\0', '\x01\x01', '\x7f', '\x80', '\xff');
    expect(makeRRset(1, 60, [...sorted].reverse()).rdatas).to.deep.equal(sorted);
  });
});

describe('areRRsetsEqual', () => {
  const one = makeRRset(1, 60, rdatas('a', 'b'));

  it('ignores the order in which the data came', () => {
    expect(areRRsetsEqual(one, makeRRset(1, 60, rdatas('b', 'a')))).to.equal(true);
  });

  const others = {
    'another type': makeRRset(28, 60, rdatas('a', 'b')),
    'another TTL': makeRRset(1, 61, rdatas('a', 'b')),
    'a datum less': makeRRset(1, 60, rdatas('a')),
    'a datum more': makeRRset(1, 60, rdatas('a', 'b', 'c')),
    'another datum': makeRRset(1, 60, rdatas('a', 'c')),
  };
  for (const [what, other] of Object.entries(others)) {
    it(`tells ${what}`, () => {
      expect(areRRsetsEqual(one, other)).to.equal(false);
      expect(areRRsetsEqual(other, one)).to.equal(false);
    });
  }
});
