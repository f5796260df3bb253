// The heap against the obvious: an array sorted each time.

import { expect } from 'chai';
import { DueQueue } from '../../src/base/due-queue.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';

describe('DueQueue', () => {
  it('is empty at first', () => {
    const queue = new DueQueue<string>();
    expect(queue.size).to.equal(0);
    expect(queue.earliestMs).to.equal(undefined);
    expect(queue.removeDue(Number.POSITIVE_INFINITY)).to.equal(undefined);
  });

  it('keeps what is not due yet, and returns what is due exactly now', () => {
    const queue = new DueQueue<string>();
    queue.add(10, 'a');
    expect(queue.removeDue(9.999)).to.equal(undefined);
    expect(queue.size).to.equal(1);
    expect(queue.removeDue(10)).to.deep.equal({ atMs: 10, item: 'a' });
    expect(queue.size).to.equal(0);
  });

  it(`returns what a sorted array returns (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    const queue = new DueQueue<number>();
    const sorted: number[] = [];
    for (let step = 0; step < 20_000; step++) {
      if (random.chance(step < 10_000 ? 0.6 : 0.4)) {
        // Few different times, so that equal ones are common.
        const atMs = random.below(500);
        queue.add(atMs, atMs);
        sorted.push(atMs);
        sorted.sort((a, b) => a - b);
      } else {
        const nowMs = random.below(600);
        const expected = (sorted[0] ?? Number.POSITIVE_INFINITY) <= nowMs ? sorted.shift() : undefined;
        expect(queue.removeDue(nowMs)?.item).to.equal(expected);
      }
      expect(queue.size).to.equal(sorted.length);
      expect(queue.earliestMs).to.equal(sorted[0]);
    }
  });
});
