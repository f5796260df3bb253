// By how much the wall clock was set, which nobody tells a program: it went apart from the clock that only counts.

import type { Clock } from './clock.ts';

/**
 * The returned function says by how many seconds the wall clock was set since it was last called: negative when it was put
 * back. It reads whole seconds, so that one second either way means nothing.
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
