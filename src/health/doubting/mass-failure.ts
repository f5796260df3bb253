// Says so in the log when most targets go down at once although our own network works. Refuses to know whether it does.

import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { targetsMin } from './judge-doubt.ts';

export interface MassFailureTerms {
  readonly intervalMs: number;
  /** A larger share than this of the targets that were up is a mass failure. */
  readonly massFailure: number;
  /** `it is not our own network: …` */
  readonly printVouchers: () => string;
}

export class MassFailure {
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** When targets went down, within the last interval. */
  #downs: number[] = [];
  #lastWarnedMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
  }

  /** A target went down, and `upCount` are left. Warns once an interval at most. */
  recordDown(upCount: number, { intervalMs, massFailure, printVouchers }: MassFailureTerms): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#lastWarnedMs < intervalMs) return;
    this.#downs = [...this.#downs.filter((atMs) => nowMs - atMs <= intervalMs), nowMs];
    const downCount = this.#downs.length;
    const total = upCount + downCount;
    if (total < targetsMin || downCount <= massFailure * total) return;
    this.#lastWarnedMs = nowMs;
    this.#downs = [];
    this.#logger.warning(
      { event: 'mass-failure', count: downCount, total },
      `${downCount} of ${total} targets that were up went down within ${intervalMs / 1000} s, and ${printVouchers()}`,
    );
  }
}
