// How the process itself is doing, read once a second. Refuses to know who is told.

import { getHeapStatistics } from 'node:v8';
import type { Clock } from '../base/clock.ts';
import { repeatEvery } from '../base/repeat-every.ts';
import { Histogram } from '../health/watching/histogram.ts';
import type { Vitals } from '../window/model/news.ts';
import { ThreadLoads } from './thread-loads.ts';

/**
 * Ten timers a second, of some microseconds. Node's own monitor of the event loop loses what happens next after each reset,
 * which is where the ticks do their work.
 */
const paceMs = 100;

export class VitalsGauge {
  readonly #clock: Clock;
  readonly #lateness: Histogram;
  readonly #threads: ThreadLoads;
  #stopMeasuring: () => void = () => undefined;
  #lastMs = 0;
  #late = { count: 0, sumMs: 0, maxMs: 0 };
  /** Of all there were: who reads once a minute misses none. */
  readonly #delays = new Histogram();

  constructor(lateness: Histogram, clock: Clock) {
    this.#clock = clock;
    this.#lateness = lateness;
    this.#threads = new ThreadLoads(clock);
  }

  start(): void {
    this.#lastMs = this.#clock.monotonicMs();
    this.#stopMeasuring = repeatEvery(this.#clock, paceMs, () => this.#measure());
  }

  stop(): void {
    this.#stopMeasuring();
  }

  /** Since the last time. */
  read(): Vitals {
    const { rss, heapUsed, external } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    const { count, sumMs: lateMs, maxMs } = this.#late;
    this.#late = { count: 0, sumMs: 0, maxMs: 0 };
    const { counts, sumMs } = this.#lateness;
    const delays = { counts: [...this.#delays.counts], sumMs: this.#delays.sumMs };
    return {
      memory: {
        residentOctets: rss,
        heapOctets: heapUsed,
        heapLimitOctets: getHeapStatistics().heap_size_limit,
        sharedOctets: external,
      },
      eventLoop: { meanDelayMs: count === 0 ? 0 : lateMs / count, maxDelayMs: maxMs, delays },
      ...this.#threads.read((user + system) / 1000),
      lateness: { counts: [...counts], sumMs },
    };
  }

  #measure(): void {
    const nowMs = this.#clock.monotonicMs();
    const lateMs = Math.max(0, nowMs - this.#lastMs - paceMs);
    this.#lastMs = nowMs;
    this.#delays.count(lateMs);
    this.#late.count++;
    this.#late.sumMs += lateMs;
    this.#late.maxMs = Math.max(this.#late.maxMs, lateMs);
  }
}
