// Which targets are held down for going up and down too often, and for how long.

import { expect } from 'chai';
import { FlapDamper } from '../../../src/health/doubting/flap-damper.ts';
import type { Target } from '../../../src/health/target.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';
import { makeTargets } from '../../support/worlds/scripted-probe.ts';

const windowMs = 600_000;
const steadyMs = windowMs / 2;

function setUp(limit = 3) {
  const clock = new FakeClock();
  const [target, other] = makeTargets(2) as [Target, Target];
  const said: string[] = [];
  const damper = new FlapDamper(
    { limit, windowMs },
    {
      clock,
      onHeld: (held, changes) => said.push(`${held.key} held after ${changes}`),
      onSteady: (held) => said.push(`${held.key} steady`),
    },
  );
  const change = (times = 1) => {
    for (let i = 0; i < times; i++) damper.recordChange(target, i % 2 === 0 ? 'up' : 'down');
  };
  return { clock, damper, target, other, said, change };
}

describe('flap damping', () => {
  it('lets a target change as often as is allowed, again and again', () => {
    const { clock, damper, target, change } = setUp();
    for (let round = 0; round < 5; round++) {
      change(3);
      expect(damper.isHeld(target)).to.equal(false);
      clock.advance(windowMs);
    }
  });

  it('holds a target that changes once more, and says so once', () => {
    const { damper, target, other, said, change } = setUp();
    change(6);
    expect(damper.isHeld(target)).to.equal(true);
    expect(damper.isHeld(other)).to.equal(false);
    expect(damper.held).to.deep.equal([target]);
    expect(said).to.deep.equal([`${target.key} held after 4`]);
  });

  it('counts the changes within the window, however they are spread', () => {
    const { clock, damper, target, change } = setUp();
    change(2);
    clock.advance(windowMs - 1);
    change();
    clock.advance(1);
    change(2);
    expect(damper.isHeld(target)).to.equal(false);
    change();
    expect(damper.isHeld(target)).to.equal(true);
  });

  it('holds until nothing has changed for half of the window', () => {
    const { clock, damper, target, said, change } = setUp();
    change(4);
    clock.advance(steadyMs - 1);
    change();
    clock.advance(steadyMs - 1);
    expect(damper.holdOf(target)).to.deep.equal({ sinceSeconds: clock.wall, leftMs: 1 });
    clock.advance(1);
    expect(damper.isHeld(target)).to.equal(false);
    expect(damper.holdOf(target)).to.equal(undefined);
    expect(said.at(-1)).to.equal(`${target.key} steady`);
    expect(clock.timerCount).to.equal(0);
  });

  it('does not count the first verdict', () => {
    const { damper, target } = setUp(1);
    damper.recordChange(target, 'unknown');
    damper.recordChange(target, 'up');
    expect(damper.isHeld(target)).to.equal(false);
    damper.recordChange(target, 'down');
    expect(damper.isHeld(target)).to.equal(true);
  });

  it('does not count what was taken back', () => {
    const { damper, target, change } = setUp();
    change(3);
    damper.forgive(target);
    change();
    expect(damper.isHeld(target)).to.equal(false);
    change();
    expect(damper.isHeld(target)).to.equal(true);
  });

  it('holds nothing with a limit of 0', () => {
    const { damper, target, change } = setUp(0);
    change(100);
    expect(damper.isHeld(target)).to.equal(false);
  });

  it('ends by hand, and then counts afresh', () => {
    const { clock, damper, target, other, said, change } = setUp();
    change(4);
    expect(damper.release(other)).to.equal(false);
    expect(damper.release(target)).to.equal(true);
    expect(damper.isHeld(target)).to.equal(false);
    expect(clock.timerCount).to.equal(0);
    change(3);
    expect(damper.isHeld(target)).to.equal(false);
    change();
    expect(damper.isHeld(target)).to.equal(true);
    expect(said).to.have.length(2);
  });

  it('forgets targets that are no longer watched, and ends all holds when switched off', () => {
    const { clock, damper, target, other, change } = setUp();
    change(4);
    damper.apply({ limit: 3, windowMs }, [target, other]);
    expect(damper.isHeld(target)).to.equal(true);
    damper.apply({ limit: 3, windowMs }, [other]);
    expect(damper.held).to.deep.equal([]);
    change(4);
    damper.apply({ limit: 0, windowMs }, [target]);
    expect(damper.held).to.deep.equal([]);
    expect(clock.timerCount).to.equal(0);
  });

  it('goes on with a hold of an earlier run, for as long as a new one', () => {
    const { clock, damper, target, said } = setUp();
    damper.resume(target, 1234);
    expect(damper.holdOf(target)).to.deep.equal({ sinceSeconds: 1234, leftMs: steadyMs });
    clock.advance(steadyMs);
    expect(damper.isHeld(target)).to.equal(false);
    expect(said).to.deep.equal([`${target.key} steady`]);
    const off = setUp(0);
    off.damper.resume(off.target, 1234);
    expect(off.damper.isHeld(off.target)).to.equal(false);
  });

  it('goes on with it once, however many names have the target', () => {
    const { clock, damper, target } = setUp();
    for (let name = 0; name < 3; name++) damper.resume(target, 1234);
    expect(clock.timerCount).to.equal(1);
    damper.stop();
    expect(clock.timerCount).to.equal(0);
  });

  it('leaves no timer behind when it is stopped', () => {
    const { clock, damper, change } = setUp();
    change(4);
    damper.stop();
    expect(clock.timerCount).to.equal(0);
  });

  it(`holds what a damper that remembers everything would hold (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    for (let round = 0; round < 50; round++) {
      const limit = 1 + random.below(5);
      const { clock, damper, target, change } = setUp(limit);
      const times: number[] = [];
      let isHeld = false;
      for (let step = 0; step < 200; step++) {
        const nowMs = clock.monotonicMs();
        if (isHeld && nowMs - (times.at(-1) ?? 0) >= steadyMs) isHeld = false;
        expect(damper.isHeld(target), `round ${round}, step ${step}`).to.equal(isHeld);
        if (random.next() < 0.4) {
          change();
          times.push(nowMs);
          isHeld ||= times.filter((atMs) => nowMs - atMs < windowMs).length > limit;
        } else clock.advance(random.below(windowMs / 2.5));
      }
    }
  });
});
