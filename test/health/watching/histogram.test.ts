// Percentiles as upper bounds of buckets.

import { expect } from 'chai';
import { Histogram } from '../../../src/health/watching/histogram.ts';

function histogramOf(...durationsMs: number[]): Histogram {
  const histogram = new Histogram();
  for (const durationMs of durationsMs) histogram.count(durationMs);
  return histogram;
}

describe('Histogram', () => {
  it('counts everything', () => {
    expect(histogramOf().total).to.equal(0);
    expect(histogramOf(0, 1, 1e9).total).to.equal(3);
  });

  const rows: readonly (readonly [readonly number[], number, number])[] = [
    [[0], 1, 1],
    [[1], 1, 1],
    [[1.001], 1, 2],
    [[5000], 1, 5000],
    [[5001], 1, Number.POSITIVE_INFINITY],
    [[1, 1, 1, 40], 0.75, 1],
    [[1, 1, 1, 40], 0.76, 50],
    [[1, 1, 1, 40], 1, 50],
    [[300, 3, 30, 3000], 0.5, 50],
  ];
  for (const [durations, share, bound] of rows) {
    it(`says ${bound} ms for ${share} of ${durations.join(', ')}`, () => {
      expect(histogramOf(...durations).percentileMs(share)).to.equal(bound);
    });
  }
});
