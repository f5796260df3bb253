// How the process itself is doing, read once a second. Refuses to know who is told.

import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { Histogram } from '../health/watching/histogram.ts';
import type { Vitals } from '../window/model/news.ts';

/** Ten timers a second, that run no JavaScript: a stall of a twentieth of a second shows. */
const resolutionMs = 100;
const nanosecondsPerMs = 1e6;

export class VitalsGauge {
  readonly #lateness: Histogram;
  readonly #delay = monitorEventLoopDelay({ resolution: resolutionMs });
  #utilization: EventLoopUtilization = performance.eventLoopUtilization();

  constructor(lateness: Histogram) {
    this.#lateness = lateness;
  }

  start(): void {
    this.#delay.enable();
  }

  stop(): void {
    this.#delay.disable();
  }

  /** Since the last time. */
  read(): Vitals {
    const { rss, heapUsed, external } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    const before = this.#utilization;
    this.#utilization = performance.eventLoopUtilization();
    const { counts, sumMs } = this.#lateness;
    return {
      memory: {
        residentOctets: rss,
        heapOctets: heapUsed,
        heapLimitOctets: getHeapStatistics().heap_size_limit,
        sharedOctets: external,
      },
      eventLoop: this.#takeDelay(),
      threads: [
        {
          name: 'main',
          utilization: performance.eventLoopUtilization(this.#utilization, before).utilization,
        },
      ],
      cpuSeconds: (user + system) / 1e6,
      lateness: { counts: [...counts], sumMs },
    };
  }

  /** What it measures is from one timer to the next: what is beyond the pace is the delay. */
  #takeDelay(): Vitals['eventLoop'] {
    const { count, mean, max } = this.#delay;
    this.#delay.reset();
    const lateMs = (nanoseconds: number) =>
      count === 0 ? 0 : Math.max(0, nanoseconds / nanosecondsPerMs - resolutionMs);
    return { meanDelayMs: lateMs(mean), maxDelayMs: lateMs(max) };
  }
}
