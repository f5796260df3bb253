// Tells the log that a front end sends no good headers, soon after it begins and once a minute while it goes on: whoever asks
// through it gets no answer, and nothing else would say so. Never a line for each packet.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { repeatEvery } from '../base/repeat-every.ts';
import { Counter, type CounterRow, countAt } from '../serving/counters.ts';

/** A front end that lost its setting is seen within that. */
const lookMs = 5000;
const repeatMs = 60_000;

export interface FrontEndLogSources {
  readonly clock: Clock;
  readonly logger: Logger;
  /** The counters of all threads, together. */
  readonly count: () => CounterRow;
}

export class FrontEndLog {
  readonly #from: FrontEndLogSources;
  #callOff: (() => void) | undefined;
  /** As the log knows them. */
  #refused = 0;
  #proxied = 0;
  #toldMs = Number.NEGATIVE_INFINITY;

  constructor(sources: FrontEndLogSources) {
    this.#from = sources;
  }

  start(): void {
    this.#callOff = repeatEvery(this.#from.clock, lookMs, () => this.#look());
  }

  stop(): void {
    this.#callOff?.();
  }

  #look(): void {
    const { clock, count, logger } = this.#from;
    const nowMs = clock.monotonicMs();
    if (nowMs - this.#toldMs < repeatMs) return;
    const row = count();
    const refused = countAt(row, Counter.badProxyHeaders) - this.#refused;
    const proxied = countAt(row, Counter.proxied) - this.#proxied;
    this.#refused += refused;
    this.#proxied += proxied;
    if (refused === 0) return;
    this.#toldMs = nowMs;
    logger.warning(
      { event: 'front-end-refused', refused, proxied },
      `${refused} of ${refused + proxied} datagrams and connections from addresses in --proxy-from had no valid PROXY header (version 2) and were not answered`,
    );
  }
}
