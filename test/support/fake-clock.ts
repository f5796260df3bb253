// A clock that stands still until a test moves it. Timers fire in order, each at its due time.

import type { Clock } from '../../src/base/clock.ts';

interface Timer {
  readonly atMs: number;
  readonly act: () => void;
}

export class FakeClock implements Clock {
  #nowMs: number;
  /** In the order in which they were set; timers due at the same time fire in that order. */
  readonly #timers = new Set<Timer>();
  wall = 1_700_000_000;

  constructor(startMs = 1000) {
    this.#nowMs = startMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  wallSeconds(): number {
    return this.wall;
  }

  after(delayMs: number, act: () => void): () => void {
    const timer = { atMs: this.#nowMs + Math.max(0, delayMs), act };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  get timerCount(): number {
    return this.#timers.size;
  }

  /** Lets time pass; timers set along the way fire too when they are due. */
  advance(durationMs: number): void {
    const endMs = this.#nowMs + durationMs;
    for (let next = this.#earliest(); next !== undefined && next.atMs <= endMs; next = this.#earliest()) {
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.act();
    }
    this.#nowMs = endMs;
  }

  /** Time passes unnoticed: timers fire late, as after a pause of the process. */
  leap(durationMs: number): void {
    this.#nowMs += durationMs;
  }

  #earliest(): Timer | undefined {
    let earliest: Timer | undefined;
    for (const timer of this.#timers) {
      if (earliest === undefined || timer.atMs < earliest.atMs) earliest = timer;
    }
    return earliest;
  }
}
