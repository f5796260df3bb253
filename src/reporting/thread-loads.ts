// How busy each of our threads is: the share of a processor that it had since the last time. Threads of the runtime are left out.
// Refuses to know what they do.

import type { Clock } from '../base/clock.ts';
import { readThreadBusyMs, readThreadNames } from '../linux/thread-names.ts';
import type { Vitals } from '../window/model/news.ts';

/** Threads come with a reload or in the place of others that ended; who they are takes a file for each, runtime's included. */
const lookAgainMs = 30_000;
/** Some begin while the first readings are taken. */
const firstLooks = 5;
/** Those that we name ourselves. */
const ownPattern = /^(dns-|watchdog|window|query-log)/;
/** Not its name, which is that of the program. */
const mainTask = String(process.pid);

interface Known {
  readonly name: string;
  busyMs: number;
}

export class ThreadLoads {
  readonly #clock: Clock;
  #threads = new Map<string, Known>();
  #lookAtMs = Number.NEGATIVE_INFINITY;
  #atMs = 0;
  #looks = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Of a thread that is new, nothing yet. */
  read(): Vitals['threads'] {
    const nowMs = this.#clock.monotonicMs();
    const loads: Vitals['threads'][number][] = [];
    for (const [task, known] of this.#threads) {
      const busyMs = readThreadBusyMs(task);
      if (busyMs === undefined) {
        this.#threads.delete(task);
        continue;
      }
      const utilization = (busyMs - known.busyMs) / Math.max(1, nowMs - this.#atMs);
      loads.push({ name: known.name, utilization: Math.min(1, Math.max(0, utilization)) });
      known.busyMs = busyMs;
    }
    this.#atMs = nowMs;
    if (nowMs >= this.#lookAtMs) this.#look(nowMs);
    return loads;
  }

  #look(nowMs: number): void {
    this.#looks++;
    if (this.#looks > firstLooks) this.#lookAtMs = nowMs + lookAgainMs;
    for (const [task, comm] of readThreadNames()) {
      const name = task === mainTask ? 'main' : comm;
      if (this.#threads.has(task) || (name !== 'main' && !ownPattern.test(name))) continue;
      const busyMs = readThreadBusyMs(task);
      if (busyMs !== undefined) this.#threads.set(task, { name, busyMs });
    }
  }
}
