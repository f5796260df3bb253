// How many probes may start, and since when.

import { expect } from 'chai';
import { ProbeSlots } from '../../../src/health/watching/probe-slots.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('ProbeSlots', () => {
  function setUp(max: number) {
    const clock = new FakeClock();
    const freed: number[] = [];
    const slots = new ProbeSlots(clock, () => freed.push(clock.monotonicMs()));
    slots.limit(max);
    return { clock, slots, freed };
  }

  it('are announced when one becomes free after none was', () => {
    const { clock, slots, freed } = setUp(2);
    const free = slots.take();
    expect(slots.isFull).to.equal(false);
    const freeOther = slots.take();
    expect(slots.isFull).to.equal(true);
    clock.advance(100);
    free();
    expect(slots.isFull).to.equal(false);
    freeOther();
    expect(freed).to.deep.equal([1100]);
  });

  it('are given back once, however often that is asked for', () => {
    const { slots, freed } = setUp(2);
    const free = slots.take();
    slots.take();
    free();
    free();
    expect(freed).to.have.length(1);
    slots.take();
    expect(slots.isFull).to.equal(true);
  });

  it('know since when one has been free', () => {
    const { clock, slots } = setUp(1);
    expect(slots.freeSinceMs(5000)).to.equal(Number.NEGATIVE_INFINITY);
    const free = slots.take();
    expect(slots.freeSinceMs(5000)).to.equal(5000);
    clock.advance(100);
    free();
    expect(slots.freeSinceMs(5000)).to.equal(1100);
  });

  it('may become more or fewer while probes run', () => {
    const { clock, slots, freed } = setUp(3);
    for (let index = 0; index < 3; index++) slots.take();
    slots.limit(1);
    clock.advance(50);
    expect(freed).to.deep.equal([]);
    slots.limit(5);
    expect(freed).to.deep.equal([1050]);
    slots.limit(3);
    expect(slots.isFull).to.equal(true);
  });
});
