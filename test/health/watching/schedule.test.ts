// Whose turn it is, apart from any probe.

import { expect } from 'chai';
import { Schedule } from '../../../src/health/watching/schedule.ts';
import { FakeClock } from '../../support/fake-clock.ts';

interface Item {
  readonly name: string;
  readonly intervalMs: number;
  dueMs: number;
  phaseMs: number;
  isIdle: boolean;
}

const item = (name: string, intervalMs = 1000): Item => ({
  name,
  intervalMs,
  dueMs: 0,
  phaseMs: 0,
  isIdle: true,
});

/** Without jitter; phases lie in the middle of the interval. */
function setUp() {
  const clock = new FakeClock(0);
  const world = { mayStart: true };
  const turns: string[] = [];
  const schedule = new Schedule<Item>({
    clock,
    random: () => 0.5,
    start: ({ name }, lateMs) => turns.push(`${name} at ${clock.monotonicMs()}, ${lateMs} late`),
    mayStart: () => world.mayStart,
  });
  return { clock, world, turns, schedule };
}

describe('Schedule', () => {
  it('gives the first turn at once and the next at the phase, with jitter on top', () => {
    const { clock, turns, schedule } = setUp();
    const one = item('one');
    schedule.add(one);
    schedule.run();
    schedule.next(one);
    clock.advance(600);
    expect(turns).to.deep.equal(['one at 0, 0 late', 'one at 525, 0 late']);
  });

  it('gives a turn out of order without moving the phase', () => {
    const { clock, turns, schedule } = setUp();
    const one = item('one');
    schedule.add(one);
    schedule.run();
    schedule.soon(one, 100, 100);
    clock.advance(100);
    schedule.next(one);
    clock.advance(500);
    expect(turns.slice(1)).to.deep.equal(['one at 100, 0 late', 'one at 525, 0 late']);
  });

  it('passes over items that are busy, and entries that were replaced', () => {
    const { clock, turns, schedule } = setUp();
    const [busy, moved] = [item('busy'), item('moved')];
    for (const one of [busy, moved]) schedule.add(one);
    busy.isIdle = false;
    schedule.soon(moved, 200, 200);
    clock.advance(300);
    expect(turns).to.deep.equal(['moved at 200, 0 late']);
  });

  it('keeps no timer while no turn can start, and says how late turns are afterwards', () => {
    const { clock, world, turns, schedule } = setUp();
    world.mayStart = false;
    schedule.add(item('one'));
    schedule.run();
    expect(clock.timerCount).to.equal(0);
    clock.advance(700);
    world.mayStart = true;
    schedule.wake();
    clock.advance(0);
    expect(turns).to.deep.equal(['one at 700, 700 late']);
  });

  it('never puts a turn off when the interval grows', () => {
    const { clock, turns, schedule } = setUp();
    const one = item('one');
    schedule.add(one);
    schedule.run();
    schedule.next(one);
    const slower = { ...one, intervalMs: 100_000 };
    schedule.replace(slower);
    clock.advance(600);
    expect(turns[1]).to.equal('one at 525, 0 late');
  });

  it('leaves no timer behind when it stops', () => {
    const { clock, schedule } = setUp();
    const one = item('one');
    schedule.add(one);
    schedule.run();
    schedule.next(one);
    schedule.stop();
    schedule.next(one);
    expect(clock.timerCount).to.equal(0);
  });
});
