// When lookups may begin: so many at a time, and so many per second. Refuses to know what is looked up.

import type { Clock } from '../base/clock.ts';

/** Resolvers limit their clients, and those of container engines to a hundred questions at a time. */
export const lookupsPerSecond = 50;
/** Each asks two questions, whose datagrams have a socket of their own. */
export const lookupsAtOnceMax = 8;

export class LookupQueue {
  readonly #clock: Clock;
  readonly #waiting: (() => Promise<void>)[] = [];
  #running = 0;
  /** How many may begin at once, and when that was last counted. */
  #allowance = lookupsPerSecond;
  #countedMs: number;
  #callOff: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#countedMs = clock.monotonicMs();
  }

  /** Begins `act`, which does not fail, when it may. */
  run(act: () => Promise<void>): void {
    this.#waiting.push(act);
    this.#begin();
  }

  stop(): void {
    this.#waiting.length = 0;
    this.#callOff?.();
  }

  #begin(): void {
    const nowMs = this.#clock.monotonicMs();
    const earned = ((nowMs - this.#countedMs) * lookupsPerSecond) / 1000;
    this.#allowance = Math.min(lookupsPerSecond, this.#allowance + earned);
    this.#countedMs = nowMs;
    while (this.#running < lookupsAtOnceMax && this.#allowance >= 1) {
      const act = this.#waiting.shift();
      if (act === undefined) return;
      this.#running++;
      this.#allowance--;
      void act().then(() => {
        this.#running--;
        this.#begin();
      });
    }
    if (this.#waiting.length === 0 || this.#running >= lookupsAtOnceMax || this.#callOff !== undefined)
      return;
    this.#callOff = this.#clock.after(1000 / lookupsPerSecond, () => {
      this.#callOff = undefined;
      this.#begin();
    });
  }
}
