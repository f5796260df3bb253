// A clock of this machine on which time passes faster, so that tests with real sockets need not wait for seconds.

import { type Clock, systemClock } from '../../src/base/clock.ts';

export function hastyClock(factor: number): Clock {
  return {
    monotonicMs: () => systemClock.monotonicMs() * factor,
    wallSeconds: () => systemClock.wallSeconds(),
    after: (delayMs, act) => systemClock.after(delayMs / factor, act),
  };
}
