import { expect } from 'chai';
import { repeatEvery } from '../../src/base/repeat-every.ts';
import { FakeClock } from '../support/fake-clock.ts';

describe('repeatEvery', () => {
  it('acts after each period, and not at once', () => {
    const clock = new FakeClock(0);
    const atMs: number[] = [];
    repeatEvery(clock, 100, () => atMs.push(clock.monotonicMs()));
    expect(atMs).to.deep.equal([]);
    clock.advance(350);
    expect(atMs).to.deep.equal([100, 200, 300]);
  });

  it('stops for good, and leaves no timer', () => {
    const clock = new FakeClock();
    let count = 0;
    const stop = repeatEvery(clock, 100, () => count++);
    clock.advance(250);
    stop();
    stop();
    clock.advance(1000);
    expect([count, clock.timerCount]).to.deep.equal([2, 0]);
  });

  it('can be stopped while it acts', () => {
    const clock = new FakeClock();
    let count = 0;
    const stop = repeatEvery(clock, 100, () => {
      count++;
      stop();
    });
    clock.advance(1000);
    expect([count, clock.timerCount]).to.deep.equal([1, 0]);
  });

  it('goes on after it has thrown', () => {
    const clock = new FakeClock();
    let count = 0;
    const stop = repeatEvery(clock, 100, () => {
      count++;
      throw new Error('a fault');
    });
    for (let turn = 0; turn < 3; turn++) expect(() => clock.advance(100)).to.throw('a fault');
    expect([count, clock.timerCount]).to.deep.equal([3, 1]);
    stop();
  });

  it('makes up for nothing that it missed', () => {
    const clock = new FakeClock();
    let count = 0;
    repeatEvery(clock, 100, () => count++);
    clock.leap(1000);
    clock.advance(0);
    expect(count).to.equal(1);
    clock.advance(100);
    expect(count).to.equal(2);
  });
});
