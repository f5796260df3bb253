// One doubt: who testifies, and when time is up.

import { expect } from 'chai';
import { Doubt } from '../../../src/health/doubting/doubt.ts';
import { FakeClock } from '../../support/fake-clock.ts';

function setUp() {
  const clock = new FakeClock();
  const world = { clock, timesUp: 0 };
  const doubt = new Doubt(500, { clock, limitMs: () => 100, onTimeUp: () => world.timesUp++ });
  return { ...world, doubt, timesUp: () => world.timesUp };
}

describe('a doubt', () => {
  it('counts each target once, and answers of witnesses only', () => {
    const { clock, doubt } = setUp();
    for (const key of ['a', 'a', 'b']) doubt.recordFailure(key);
    doubt.recordAnswer('c', clock.monotonicMs());
    expect([doubt.failedCount, doubt.answeredCount, doubt.hasWitnesses]).to.deep.equal([2, 0, false]);
    clock.advance(10);
    doubt.admitWitnesses();
    doubt.recordAnswer('c', clock.monotonicMs() - 1);
    doubt.recordAnswer('d', clock.monotonicMs());
    doubt.recordAnswer('d', clock.monotonicMs());
    expect([doubt.answeredCount, doubt.hasWitnesses]).to.deep.equal([1, true]);
  });

  it('says once when time is up, later when it is extended, and never after its end', () => {
    const { clock, doubt, timesUp } = setUp();
    clock.advance(99);
    doubt.extend();
    clock.advance(99);
    doubt.admitWitnesses();
    clock.advance(99);
    expect(timesUp()).to.equal(0);
    clock.advance(1);
    expect(timesUp()).to.equal(1);
    doubt.extend();
    doubt.end();
    expect(clock.timerCount).to.equal(0);
  });

  it('knows when it began, and when something last vouched for us before', () => {
    const { clock, doubt } = setUp();
    clock.advance(50);
    expect([doubt.sinceMs, doubt.vouchedBeforeMs]).to.deep.equal([clock.monotonicMs() - 50, 500]);
  });
});
