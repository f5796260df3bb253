// How busy each of our threads is: the share of a processor that it had since the last time, and all it had since the start, whoever
// bears the name now. Threads of the runtime are taken together. Refuses to know what they do.

import type { Clock } from '../base/clock.ts';
import { readThreadBusyMs, readThreadNames } from '../linux/thread-names.ts';
import type { Vitals } from '../window/model/news.ts';

/** Threads come with a reload or in the place of others that ended; who they are takes a file for each, runtime's included. */
const lookAgainMs = 30_000;
/** Some begin while the first readings are taken, and in the place of one that ended. */
const closeLooks = 5;
/** Those that we name ourselves. */
const ownPattern = /^(dns-|watchdog|window|query-log)/;
/** Not its name, which is that of the program. */
const mainTask = String(process.pid);

interface Known {
  readonly name: string;
  busyMs: number;
  /** At the first reading nobody knows since when it has been busy. */
  isNew: boolean;
}

interface Load {
  utilization: number;
  busyMs: number;
}

export class ThreadLoads {
  readonly #clock: Clock;
  readonly #directory: string | undefined;
  readonly #threads = new Map<string, Known>();
  /** Of threads that have ended, by name. */
  readonly #endedMs = new Map<string, number>();
  #othersMs = 0;
  #lookAtMs = Number.NEGATIVE_INFINITY;
  #atMs = 0;
  #looksLeft = closeLooks;

  /** `directory`: instead of where the kernel tells of our threads. */
  constructor(clock: Clock, directory?: string) {
    this.#clock = clock;
    this.#directory = directory;
  }

  /** `processMs`: what all threads together have had since the start. */
  read(processMs: number): Pick<Vitals, 'threads' | 'otherCpuSeconds'> {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs >= this.#lookAtMs) this.#look(nowMs);
    const loads = new Map<string, Load>();
    for (const [name, busyMs] of this.#endedMs) loads.set(name, { utilization: 0, busyMs });
    for (const [task, known] of this.#threads) this.#readOne(task, known, nowMs, loads);
    this.#atMs = nowMs;
    let ownMs = 0;
    for (const { busyMs } of loads.values()) ownMs += busyMs;
    // What a thread did before it was noticed stays with the others: a counter never goes back.
    this.#othersMs = Math.max(this.#othersMs, processMs - ownMs);
    return {
      threads: [...loads].map(([name, { utilization, busyMs }]) => ({
        name,
        utilization: Math.min(1, utilization),
        cpuSeconds: busyMs / 1000,
      })),
      otherCpuSeconds: this.#othersMs / 1000,
    };
  }

  #readOne(task: string, known: Known, nowMs: number, loads: Map<string, Load>): void {
    const { name } = known;
    const load = loads.get(name) ?? { utilization: 0, busyMs: 0 };
    loads.set(name, load);
    const busyMs = readThreadBusyMs(task, this.#directory);
    load.busyMs += busyMs ?? known.busyMs;
    if (busyMs === undefined) {
      this.#threads.delete(task);
      this.#endedMs.set(name, (this.#endedMs.get(name) ?? 0) + known.busyMs);
      this.#looksLeft = closeLooks;
      this.#lookAtMs = nowMs;
      return;
    }
    if (!known.isNew)
      load.utilization += Math.max(0, busyMs - known.busyMs) / Math.max(1, nowMs - this.#atMs);
    known.busyMs = busyMs;
    known.isNew = false;
  }

  #look(nowMs: number): void {
    if (this.#looksLeft > 0) this.#looksLeft--;
    if (this.#looksLeft === 0) this.#lookAtMs = nowMs + lookAgainMs;
    for (const [task, comm] of readThreadNames(this.#directory)) {
      const name = task === mainTask ? 'main' : comm;
      if (this.#threads.has(task) || (name !== 'main' && !ownPattern.test(name))) continue;
      const busyMs = readThreadBusyMs(task, this.#directory);
      if (busyMs !== undefined) this.#threads.set(task, { name, busyMs, isNew: true });
    }
  }
}
