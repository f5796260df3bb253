// Does something again and again at a steady pace. Refuses to know what: whether it fails is the caller's business.

import type { Clock } from './clock.ts';

/** Calls `act` after each `periodMs`, for the first time after one of them; the returned function stops it, also from inside `act`. */
export function repeatEvery(clock: Clock, periodMs: number, act: () => void): () => void {
  let callOff = clock.after(periodMs, turn);
  function turn(): void {
    // Before it acts: what it throws does not end the others, and what stops them finds the next one.
    callOff = clock.after(periodMs, turn);
    act();
  }
  return () => callOff();
}
