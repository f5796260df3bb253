// By how much the wall clock was set, which no system call tells: it is compared with the monotonic clock.

import type { Clock } from './clock.ts';

/**
 * The returned function says by how many seconds the wall clock was set since the last call, negative when it was set back.
 * The wall clock has whole seconds, so that a difference of one second means nothing.
 */
export function measureClockSteps(clock: Clock): () => number {
  let aheadSeconds = readAhead(clock);
  return () => {
    const before = aheadSeconds;
    aheadSeconds = readAhead(clock);
    return aheadSeconds - before;
  };
}

function readAhead(clock: Clock): number {
  return clock.wallSeconds() - clock.monotonicMs() / 1000;
}
