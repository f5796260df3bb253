import { expect } from 'chai';
import { Bell, pause, waitUntil } from '../../src/base/wait-until.ts';
import { FakeClock } from '../support/fake-clock.ts';

describe('waitUntil', () => {
  it('resolves when it has come, and stops listening once', async () => {
    let done: () => void = () => undefined;
    let stopped = 0;
    const gone = new AbortController();
    const waited = waitUntil((finish) => {
      done = finish;
      return () => stopped++;
    }, gone.signal);
    done();
    await waited;
    gone.abort();
    expect(stopped).to.equal(1);
  });

  it('gives up when nobody waits any more', async () => {
    let stopped = 0;
    const gone = new AbortController();
    const waited = waitUntil(() => () => stopped++, gone.signal);
    gone.abort();
    await waited;
    expect(stopped).to.equal(1);
  });

  it('does not begin when nobody waits in the first place', async () => {
    let begun = 0;
    await waitUntil(() => () => begun++, AbortSignal.abort());
    expect(begun).to.equal(0);
  });
});

describe('pause', () => {
  it('leaves no timer when it is given up', async () => {
    const clock = new FakeClock();
    const gone = new AbortController();
    const paused = pause(clock, 1000, gone.signal);
    expect(clock.timerCount).to.equal(1);
    gone.abort();
    await paused;
    expect(clock.timerCount).to.equal(0);
  });

  it('ends in time', async () => {
    const clock = new FakeClock();
    const paused = pause(clock, 1000, new AbortController().signal);
    clock.advance(1000);
    await paused;
  });
});

describe('Bell', () => {
  it('wakes who waits, every time', async () => {
    const bell = new Bell();
    const { signal } = new AbortController();
    for (let time = 0; time < 3; time++) {
      const waited = bell.wait(signal);
      bell.ring();
      await waited;
    }
  });

  it('may ring when nobody waits', async () => {
    const bell = new Bell();
    const gone = new AbortController();
    bell.ring();
    const waited = bell.wait(gone.signal);
    gone.abort();
    await waited;
    bell.ring();
  });
});
