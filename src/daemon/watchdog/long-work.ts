// Work that may keep the main thread busy for seconds, announced to the watchdog as soon as there is one. Refuses to know what
// the work is.

import type { Watchdog } from './watchdog.ts';

export class LongWork {
  #watchdog: Pick<Watchdog, 'atLongWork'> | undefined;

  /** Parts of the daemon come first, and what watches them last. */
  announceTo(watchdog: Pick<Watchdog, 'atLongWork'>): void {
    this.#watchdog = watchdog;
  }

  readonly run = <Value>(work: () => Promise<Value>): Promise<Value> =>
    this.#watchdog === undefined ? work() : this.#watchdog.atLongWork(work);
}
