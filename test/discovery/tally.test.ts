// Counts and how long lookups took.

import { expect } from 'chai';
import { Tally } from '../../src/discovery/tally.ts';

describe('Tally', () => {
  it('starts at zero, without latencies', () => {
    const { latencyMs, ...counts } = new Tally().stats();
    expect(latencyMs).to.equal(undefined);
    expect(Object.values(counts)).to.deep.equal(Object.values(counts).map(() => 0));
  });

  it('summarises latencies, whatever their order', () => {
    const tally = new Tally();
    for (let ms = 100; ms >= 1; ms--) tally.recordLatency(ms);
    expect(tally.stats().latencyMs).to.deep.equal({ median: 51, p95: 96, max: 100 });
    const single = new Tally();
    single.recordLatency(7);
    expect(single.stats().latencyMs).to.deep.equal({ median: 7, p95: 7, max: 7 });
  });

  it('keeps the last 256 latencies', () => {
    const tally = new Tally();
    tally.recordLatency(9999);
    for (let i = 0; i < 256; i++) tally.recordLatency(1);
    expect(tally.stats().latencyMs).to.deep.equal({ median: 1, p95: 1, max: 1 });
  });

  it('hands out a snapshot', () => {
    const tally = new Tally();
    const before = tally.stats();
    tally.queries++;
    expect([before.queries, tally.stats().queries]).to.deep.equal([0, 1]);
  });
});
