// How many datagrams may be sent a second, to all secondaries together: 1,000 zones that change at once must cost the queries
// nothing. Pure but for the clock.

import type { Clock } from '../../base/clock.ts';

/**
 * A datagram and its reply take the main thread 50 to 100 µs, so at this pace a tenth to a fifth of one processor, for as long as
 * there is something to tell: 4,000 NOTIFY and as many questions in four seconds.
 */
export const datagramsPerSecond = 2000;
/** Sent in one go, within 2 ms. */
const burst = 100;
/** Waiting for a single one would wake us for each. */
const awaited = 20;

export class Pace {
  readonly #clock: Clock;
  #allowance = burst;
  #countedMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#countedMs = clock.monotonicMs();
  }

  /** Takes the right to send one, if there is any. */
  take(): boolean {
    const nowMs = this.#clock.monotonicMs();
    this.#allowance = Math.min(
      burst,
      this.#allowance + ((nowMs - this.#countedMs) * datagramsPerSecond) / 1000,
    );
    this.#countedMs = nowMs;
    if (this.#allowance < 1) return false;
    this.#allowance--;
    return true;
  }

  /** How long until it is worth while to ask again. */
  get waitMs(): number {
    return Math.max(0, ((awaited - this.#allowance) * 1000) / datagramsPerSecond);
  }
}
