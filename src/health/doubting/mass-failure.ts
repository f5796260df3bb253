// Says so when most targets go down at once, and who vouches that it is them. Refuses to know whether that is so.

import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';

/** Of three targets all may well fail together. */
export const targetsMin = 4;

export interface MassFailureTerms {
  readonly intervalMs: number;
  /** A larger share of those that were up is very much. */
  readonly massFailure: number;
  /** `it is not our own network: …` */
  readonly printVouchers: () => string;
}

export class MassFailure {
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** When targets went down, of the last interval. */
  #downs: number[] = [];
  #lastToldMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Of every target that goes down, with the count of those that are left. Told once an interval. */
  note(upCount: number, { intervalMs, massFailure, printVouchers }: MassFailureTerms): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#lastToldMs < intervalMs) return;
    this.#downs = [...this.#downs.filter((atMs) => nowMs - atMs <= intervalMs), nowMs];
    const downCount = this.#downs.length;
    const total = upCount + downCount;
    if (total < targetsMin || downCount <= massFailure * total) return;
    this.#lastToldMs = nowMs;
    this.#downs = [];
    this.#logger.warning(
      { event: 'mass-failure', count: downCount, total },
      `${downCount} of ${total} targets that were up went down within ${intervalMs / 1000} s, and ${printVouchers()}`,
    );
  }
}
