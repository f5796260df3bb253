// Steps of the wall clock, told apart from passing time.

import { expect } from 'chai';
import { measureClockSteps } from '../../src/base/measure-clock-steps.ts';
import { FakeClock } from '../support/fake-clock.ts';

describe('measureClockSteps', () => {
  it('sees no step while both clocks advance, however irregularly they are read', () => {
    const clock = new FakeClock();
    const start = clock.wall;
    const stepSeconds = measureClockSteps(clock);
    let passedMs = 0;
    for (const ms of [1000, 999, 1, 0, 1700, 60_000, 7 * 86_400_000, 450, 450, 450]) {
      passedMs += ms;
      clock.advance(ms);
      clock.wall = start + Math.floor(passedMs / 1000);
      expect(Math.abs(stepSeconds())).to.be.below(1);
    }
  });

  it('tells once by how much the clock was set back or forward', () => {
    const clock = new FakeClock();
    const stepSeconds = measureClockSteps(clock);
    for (const step of [-7200, 5, 40 * 86_400, -2]) {
      clock.advance(1000);
      clock.wall += 1 + step;
      expect(stepSeconds()).to.equal(step);
      expect(stepSeconds()).to.equal(0);
    }
  });
});
