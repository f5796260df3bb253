// How long replies took, in buckets.

import { expect } from 'chai';
import { countTimes } from '../../src/serving/count-times.ts';
import { Counter, CounterTable, countAt, tookBoundsMs } from '../../src/serving/counters.ts';
import type { Transport } from '../../src/serving/transport.ts';

describe('countTimes', () => {
  const cases: readonly (readonly [number, number])[] = [
    [0, 0],
    [0.01, 0],
    [0.011, 1],
    [0.05, 2],
    [99, tookBoundsMs.length - 1],
    [100, tookBoundsMs.length - 1],
    [101, tookBoundsMs.length],
  ];
  for (const [tookMs, bucket] of cases)
    it(`puts ${tookMs} ms into bucket ${bucket}`, () => {
      const row = new CounterTable().addRow();
      countTimes(row, 'udp', 1, tookMs);
      expect(countAt(row, Counter.tookUdp + bucket)).to.equal(1);
    });

  it('counts the replies of one go together, and their times in the sum', () => {
    const row = new CounterTable().addRow();
    countTimes(row, 'tcp', 64, 0.5);
    countTimes(row, 'tcp', 0, 7000);
    countTimes(row, 'tcp', -1, 7000);
    expect(row.reduce((sum, count) => sum + count, 0)).to.equal(64 + 32);
  });

  it('touches no other transport and nothing else', () => {
    const row = new CounterTable().addRow();
    for (const transport of ['udp', 'tcp', 'tls'] satisfies Transport[]) countTimes(row, transport, 1, 1e6);
    const touched = [...row.entries()].filter(([, count]) => count > 0).map(([at]) => at);
    const width = tookBoundsMs.length + 2;
    const overflows = [0, 1, 2].map((index) => Counter.tookUdp + index * width + tookBoundsMs.length);
    expect(touched).to.deep.equal(overflows.flatMap((at) => [at, at + 1]));
    expect(overflows.at(-1)).to.equal(Counter.count - 2);
  });
});
