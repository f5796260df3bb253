// How many probes may be under way at a time: each holds a file descriptor from its start to its report. Refuses to know
// whose turn it is.

import type { Clock } from '../../base/clock.ts';
import type { Outcome, Probe } from '../outcome.ts';
import type { Target } from '../target.ts';

export class ProbeSlots {
  readonly #probe: Probe<Target>;
  readonly #clock: Clock;
  readonly #onFree: () => void;
  #freeSinceMs = Number.NEGATIVE_INFINITY;
  #max = Number.POSITIVE_INFINITY;
  #taken = 0;

  /** `onFree`: another probe may start after none could. Nothing is started from within it. */
  constructor(probe: Probe<Target>, clock: Clock, onFree: () => void) {
    this.#probe = probe;
    this.#clock = clock;
    this.#onFree = onFree;
  }

  get max(): number {
    return this.#max;
  }

  /** How many probes are under way that may not be any more. */
  get surplus(): number {
    return Math.max(0, this.#taken - this.#max);
  }

  /** Probes that are under way stay, even if they are more. */
  limit(max: number): void {
    const wasFull = this.isFull;
    this.#max = max;
    if (wasFull) this.#noteFree();
  }

  /** Since when another one might have started; nobody is late for what was before. */
  freeSinceMs(nowMs: number): number {
    return this.isFull ? nowMs : this.#freeSinceMs;
  }

  get isFull(): boolean {
    return this.#taken >= this.#max;
  }

  start(target: Target, timeoutMs: number, report: (outcome: Outcome) => void): () => void {
    this.#taken++;
    let isOver = false;
    const end = () => {
      if (isOver) return;
      isOver = true;
      const wasFull = this.isFull;
      this.#taken--;
      if (wasFull) this.#noteFree();
    };
    const callOff = this.#probe(target, timeoutMs, (outcome) => {
      end();
      report(outcome);
    });
    return () => {
      end();
      callOff();
    };
  }

  #noteFree(): void {
    if (this.isFull) return;
    this.#freeSinceMs = this.#clock.monotonicMs();
    this.#onFree();
  }
}
