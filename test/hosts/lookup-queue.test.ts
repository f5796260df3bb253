// How many lookups there are at a time, and per second.

import { expect } from 'chai';
import { LookupQueue, lookupsAtOnceMax, lookupsPerSecond } from '../../src/hosts/lookup-queue.ts';
import { FakeClock } from '../support/fake-clock.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('LookupQueue', () => {
  it('lets only so many run at a time', async () => {
    const queue = new LookupQueue(new FakeClock());
    const running: (() => void)[] = [];
    for (let count = 0; count < 20; count++) queue.run(() => new Promise((resolve) => running.push(resolve)));
    expect(running).to.have.length(lookupsAtOnceMax);
    running[0]?.();
    await settled();
    expect(running).to.have.length(lookupsAtOnceMax + 1);
  });

  it('lets no more than so many begin within a second, after the first ones', async () => {
    const clock = new FakeClock();
    const queue = new LookupQueue(clock);
    let begun = 0;
    for (let count = 0; count < 1000; count++) {
      queue.run(async () => {
        begun++;
      });
    }
    const perSecond: number[] = [];
    for (let second = 0; second < 4; second++) {
      const before = begun;
      for (let step = 0; step < 50; step++) {
        await settled();
        clock.advance(20);
      }
      await settled();
      perSecond.push(begun - before);
    }
    expect(perSecond[0]).to.be.within(lookupsPerSecond, 2 * lookupsPerSecond + 1);
    for (const count of perSecond.slice(1))
      expect(count).to.be.within(lookupsPerSecond - 2, lookupsPerSecond + 2);
  });
});
