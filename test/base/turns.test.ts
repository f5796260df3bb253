// How much of long work is done in each turn of the event loop.

import { expect } from 'chai';
import { Turns } from '../../src/base/turns.ts';
import { FakeClock } from '../support/fake-clock.ts';

/** Steps in each turn, of work that takes a millisecond a step, while everything else takes so long between two turns. */
function stepsPerTurn(othersMs: number, steps: number): Promise<readonly number[]> {
  const clock = new FakeClock();
  const turns = new Turns(clock);
  const counts: number[] = [];
  let isBetween = true;
  function* work(): Generator<void> {
    for (let step = 0; step < steps; step++) {
      if (isBetween) {
        counts.push(0);
        isBetween = false;
        setImmediate(() => {
          isBetween = true;
        });
      }
      counts.push((counts.pop() ?? 0) + 1);
      clock.leap(1);
      yield;
    }
  }
  // Runs before the turn that follows, as whatever else the event loop has to do.
  const elapse = () => {
    clock.leap(othersMs);
    if (turns.isBusy) setImmediate(elapse);
  };
  setImmediate(elapse);
  return new Promise((resolve) => turns.run(work(), () => resolve(counts)));
}

describe('Turns', () => {
  it('take two milliseconds while nothing else does', async () => {
    expect((await stepsPerTurn(0, 20)).every((steps) => steps <= 2)).to.equal(true);
  });

  it('take a tenth of what everything else takes', async () => {
    const [first, ...next] = await stepsPerTurn(50, 42);
    expect([first, ...next.slice(0, 4)]).to.deep.equal([2, 5, 5, 5, 5]);
  });

  it('never take longer than ten milliseconds', async () => {
    const counts = await stepsPerTurn(5000, 62);
    expect(Math.max(...counts)).to.equal(10);
  });
});
