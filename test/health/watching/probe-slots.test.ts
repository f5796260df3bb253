// How many probes may start, and since when.

import { expect } from 'chai';
import type { Target } from '../../../src/health/target.ts';
import { ProbeSlots } from '../../../src/health/watching/probe-slots.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { makeTargets, ScriptedProbe, success } from '../../support/worlds/scripted-probe.ts';

const [target] = makeTargets(1) as [Target];

describe('ProbeSlots', () => {
  function setUp(max: number) {
    const clock = new FakeClock();
    const probe = new ScriptedProbe(clock);
    probe.script = () => ({ outcome: success, afterMs: 100 });
    const freed: number[] = [];
    const slots = new ProbeSlots(probe.probe, clock, () => freed.push(clock.monotonicMs()));
    slots.limit(max);
    const reports: number[] = [];
    const start = () => slots.start(target, 1000, () => reports.push(clock.monotonicMs()));
    return { clock, slots, freed, reports, start };
  }

  it('are free again once a probe ends, and are announced before its report', () => {
    const { clock, slots, freed, reports, start } = setUp(2);
    start();
    expect(slots.isFull).to.equal(false);
    start();
    expect(slots.isFull).to.equal(true);
    clock.advance(100);
    expect(slots.isFull).to.equal(false);
    expect(reports).to.deep.equal([1100, 1100]);
    expect(freed).to.deep.equal([1100]);
  });

  it('are given back once by a probe that is called off, however often it is', () => {
    const { slots, freed, start } = setUp(2);
    const callOff = start();
    start();
    callOff();
    callOff();
    expect(freed).to.have.length(1);
    start();
    expect(slots.isFull).to.equal(true);
  });

  it('know since when one has been free', () => {
    const { clock, slots, start } = setUp(1);
    expect(slots.freeSinceMs(5000)).to.equal(Number.NEGATIVE_INFINITY);
    start();
    expect(slots.freeSinceMs(5000)).to.equal(5000);
    clock.advance(300);
    expect(slots.freeSinceMs(5000)).to.equal(1100);
  });

  it('may become more or fewer while probes run', () => {
    const { clock, slots, freed, start } = setUp(3);
    for (let index = 0; index < 3; index++) start();
    slots.limit(1);
    clock.advance(50);
    expect(freed).to.deep.equal([]);
    slots.limit(5);
    expect(freed).to.deep.equal([1050]);
    slots.limit(3);
    expect(slots.isFull).to.equal(true);
  });
});
