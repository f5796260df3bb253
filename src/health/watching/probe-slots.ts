// How many probes may run at a time: each holds a file descriptor from its start to its report. Refuses to know what a probe
// is, and which target is next.

import type { Clock } from '../../base/clock.ts';

export class ProbeSlots {
  readonly #clock: Clock;
  readonly #onFree: () => void;
  #freeSinceMs = Number.NEGATIVE_INFINITY;
  #max = Number.POSITIVE_INFINITY;
  #running = 0;

  /** `onFree`: a probe may start again after none could. It must not start one itself. */
  constructor(clock: Clock, onFree: () => void) {
    this.#clock = clock;
    this.#onFree = onFree;
  }

  get max(): number {
    return this.#max;
  }

  /** How many running probes exceed the limit. */
  get surplus(): number {
    return Math.max(0, this.#running - this.#max);
  }

  /** Probes that are running stay, even beyond the new limit. */
  limit(max: number): void {
    const wasFull = this.isFull;
    this.#max = max;
    if (wasFull) this.#announceFree();
  }

  /** Since when another probe could have started; before that, nothing was late. */
  freeSinceMs(nowMs: number): number {
    return this.isFull ? nowMs : this.#freeSinceMs;
  }

  get isFull(): boolean {
    return this.#running >= this.#max;
  }

  /** Takes one, even beyond the limit; the returned function gives it back, once. */
  take(): () => void {
    this.#running++;
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const wasFull = this.isFull;
      this.#running--;
      if (wasFull) this.#announceFree();
    };
  }

  #announceFree(): void {
    if (this.isFull) return;
    this.#freeSinceMs = this.#clock.monotonicMs();
    this.#onFree();
  }
}
