// Looks a service up again and again, delivers each result in order, and waits in between until the answer expires. Refuses
// to know what is new about a result.

import type { Clock } from '../base/clock.ts';
import type { Scope } from '../resolving/scope.ts';

export interface Look<Value> {
  readonly value: Value;
  /** Until then, another look would find the same. */
  readonly freshUntilMs: number;
}

export interface WatchSettings<Value> {
  readonly clock: Clock;
  readonly intervalMs: number;
  /** Ends the watch. */
  readonly scope: Scope;
  /** Resolves to undefined when there is nothing to deliver. */
  readonly look: () => Promise<Look<Value> | undefined>;
  readonly deliver: (value: Value) => void;
}

/** By the clock that judges freshness, a timer may fire a little early and would get the old answer. */
const roundingMs = 1;

/** Resolves when the watch has ended. */
export async function watchService<Value>(settings: WatchSettings<Value>): Promise<void> {
  const { clock, intervalMs, scope, look, deliver } = settings;
  while (scope.reason === undefined) {
    const seen = await look();
    if (scope.reason !== undefined) return;
    if (seen !== undefined) deliver(seen.value);
    const freshForMs = seen === undefined ? 0 : seen.freshUntilMs - clock.monotonicMs() + roundingMs;
    await wait(Math.max(intervalMs, freshForMs), clock, scope);
  }
}

function wait(durationMs: number, clock: Clock, scope: Scope): Promise<void> {
  // The delivery may have ended the watch, which would leave a timer behind.
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
