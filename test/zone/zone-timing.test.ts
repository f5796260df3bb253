// The time values that a zone publishes, by probe interval.

import { expect } from 'chai';
import { deriveTiming, ttlSecondsMax } from '../../src/zone/zone-timing.ts';

describe('deriveTiming', () => {
  // interval, --ttl | address TTL, apex TTL, refresh, retry, expire, minimum
  type Row = readonly [number, number | undefined, number, number, number, number, number, number];
  const rows: readonly Row[] = [
    [30, undefined, 60, 1800, 600, 60, 604_800, 30],
    [5, undefined, 10, 300, 100, 10, 604_800, 5],
    [6, undefined, 12, 360, 120, 12, 604_800, 6],
    [0.1, undefined, 2, 300, 20, 2, 604_800, 1],
    [2.5, undefined, 6, 300, 60, 6, 604_800, 3],
    [1440, undefined, 2880, 86_400, 28_800, 2880, 604_800, 1440],
    [86_400, undefined, 172_800, 86_400, 1_728_000, 172_800, 604_800, 86_400],
    [30, 0, 0, 1800, 600, 60, 604_800, 30],
    [30, ttlSecondsMax, ttlSecondsMax, 1800, 600, 60, 604_800, 30],
  ];
  for (const [interval, ttl, ...expected] of rows) {
    it(`derives from ${interval} s${ttl === undefined ? '' : ` with --ttl ${ttl}`}`, () => {
      const timing = deriveTiming(interval, ttl);
      expect([
        timing.addressTtlSeconds,
        timing.apexTtlSeconds,
        timing.refreshSeconds,
        timing.retrySeconds,
        timing.expireSeconds,
        timing.minimumSeconds,
      ]).to.deep.equal(expected);
    });
  }

  it('gives secondaries time to try again before a zone expires', () => {
    for (const isSigned of [false, true]) {
      for (const interval of [0.1, 1, 30, 3600]) {
        const { refreshSeconds, retrySeconds, expireSeconds } = deriveTiming(interval, undefined, isSigned);
        expect(retrySeconds).to.be.below(refreshSeconds);
        expect(expireSeconds).to.be.above(refreshSeconds + retrySeconds);
      }
    }
  });

  it('lets a signed zone expire earlier, and changes nothing else', () => {
    const { expireSeconds, ...others } = deriveTiming(30, 7, true);
    expect(expireSeconds).to.equal(302_400);
    expect(deriveTiming(30, 7)).to.deep.equal({ ...others, expireSeconds: 604_800 });
  });
});
