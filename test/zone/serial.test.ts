// Serial numbers around the circle of RFC 1982.

import { expect } from 'chai';
import { isNewerSerial, lastServedSerial, newerOf, nextSerial } from '../../src/zone/serial.ts';

const last = 0xffff_ffff;
const half = 0x8000_0000;

describe('isNewerSerial', () => {
  const table: readonly (readonly [number, number, boolean])[] = [
    [1, 0, true],
    [0, 1, false],
    [0, 0, false],
    [last, last, false],
    [0, last, true],
    [last, 0, false],
    [44, 0, true],
    [100, 44, true],
    [200, 100, true],
    // RFC 1982 §5.1 with 32 bits
    [half - 1, 0, true],
    [half + 1, 0, false],
    [0, half + 1, true],
    [5, last - 5, true],
    [half + 100, 200, true],
    [200, half + 201, true],
  ];
  for (const [a, b, is] of table) {
    it(`treats ${a} as ${is ? 'newer than' : 'not newer than'} ${b}`, () => {
      expect(isNewerSerial(a, b)).to.equal(is);
    });
  }

  it('does not order two that are half the circle apart', () => {
    for (const a of [0, 1, half, last]) {
      const opposite = (a + half) >>> 0;
      expect(isNewerSerial(a, opposite), `${a}`).to.equal(false);
      expect(isNewerSerial(opposite, a), `${a}`).to.equal(false);
    }
  });
});

describe('nextSerial', () => {
  const table: readonly (readonly [string, number | undefined, number, number])[] = [
    ['is the time for the first one', undefined, 1_700_000_000, 1_700_000_000],
    ['is the time when time has passed', 1_700_000_000, 1_700_000_009, 1_700_000_009],
    ['counts within a second', 1_700_000_000, 1_700_000_000, 1_700_000_001],
    ['counts on when changes came faster than seconds', 1_700_000_005, 1_700_000_003, 1_700_000_006],
    ['counts on when the clock was set back by a year', 1_700_000_000, 1_668_464_000, 1_700_000_001],
    ['goes from the last number to 0', last, last, 0],
    ['goes on behind 0 while the clock is still before it', 0, last, 1],
    ['takes time modulo 2^32', last, 2 ** 32 + 7, 7],
    ['counts where time is half the circle away and neither is newer', 0, half, 1],
  ];
  for (const [what, previous, now, next] of table) {
    it(what, () => expect(nextSerial(previous, now)).to.equal(next));
  }

  it('is always newer than the one before, whatever the clock does', () => {
    let previous = 4_294_967_000;
    for (const now of [previous, 5, 4_294_967_290, 2 ** 32 + 1, 3, 3, 0, last, 2 ** 31]) {
      const next = nextSerial(previous, now);
      expect(isNewerSerial(next, previous), `${next} after ${previous}`).to.equal(true);
      previous = next;
    }
  });
});

describe('newerOf', () => {
  it('is the newer one, or the only one', () => {
    expect(newerOf(1, 2)).to.equal(2);
    expect(newerOf(2, 1)).to.equal(2);
    expect(newerOf(0, last)).to.equal(0);
    expect(newerOf(1, undefined)).to.equal(1);
    expect(newerOf(undefined, 1)).to.equal(1);
    expect(newerOf(undefined, undefined)).to.equal(undefined);
  });
});

describe('lastServedSerial', () => {
  it('is some serials ahead of the one that is known, or now, whichever is newer', () => {
    expect(lastServedSerial(1000, 1200)).to.equal(1300);
    expect(lastServedSerial(1000, 1301)).to.equal(1301);
    expect(lastServedSerial(last, 5)).to.equal(299);
  });
});
