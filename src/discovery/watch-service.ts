// Looks at a service again and again: tells each finding, in order, and waits in between as long as the answer holds.
// Refuses to know what is new about a finding.

import type { Clock } from '../base/clock.ts';
import type { Scope } from './scope.ts';

export interface Look<Value> {
  readonly value: Value;
  /** When a new look may find something else. */
  readonly freshUntilMs: number;
}

export interface WatchSettings<Value> {
  readonly clock: Clock;
  readonly intervalMs: number;
  /** Ends the watch. */
  readonly scope: Scope;
  /** Resolves to nothing when there is nothing to tell. */
  readonly look: () => Promise<Look<Value> | undefined>;
  readonly tell: (value: Value) => void;
}

/** A timer may fire a little before its time, by the clock that judges freshness; the answer would be the old one. */
const roundingMs = 1;

/** Resolves when the watch has ended. */
export async function watchService<Value>(settings: WatchSettings<Value>): Promise<void> {
  const { clock, intervalMs, scope, look, tell } = settings;
  while (scope.reason === undefined) {
    const seen = await look();
    if (scope.reason !== undefined) return;
    if (seen !== undefined) tell(seen.value);
    const freshForMs = seen === undefined ? 0 : seen.freshUntilMs - clock.monotonicMs() + roundingMs;
    await wait(Math.max(intervalMs, freshForMs), clock, scope);
  }
}

function wait(durationMs: number, clock: Clock, scope: Scope): Promise<void> {
  // What was told may have ended the watch; a timer would then be left alone.
  if (scope.reason !== undefined) return Promise.resolve();
  return new Promise((resolve) => {
    const callOff = clock.after(durationMs, finish);
    const forget = scope.onEnd(finish);
    function finish(): void {
      callOff();
      forget();
      resolve();
    }
  });
}
