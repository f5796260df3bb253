// What the kernel says of the process, all threads together, under the names that every exporter uses.

import { readdirSync, readFileSync } from 'node:fs';
import { readFilesLimit } from '../../linux/open-files.ts';
import type { Vitals } from '../model/news.ts';
import { measured } from './durations.ts';
import { type Metric, one, type Reading } from './metric.ts';
import type { Scrape } from './scrape.ts';
import { writeLabels } from './write-labels.ts';

function readCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Nothing where there is no /proc. */
function countDescriptors(): number | undefined {
  try {
    // The one that lists them is among them.
    return readdirSync('/proc/self/fd').length - 1;
  } catch {
    return undefined;
  }
}

/** Nothing where there is no /proc. */
function readVirtualOctets(): number | undefined {
  try {
    const kilobytes = /^VmSize:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

/** Of the ticks that are kept: the last alone would say nothing of the seconds between two scrapes. */
function vitalsOf({ ticks }: Scrape): readonly Vitals[] {
  return ticks.map(({ vitals }) => vitals).filter((vitals) => vitals !== undefined);
}

function mean(numbers: readonly number[]): number | undefined {
  return numbers.length === 0 ? undefined : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function longestDelaySeconds(scrape: Scrape): number | undefined {
  const delays = vitalsOf(scrape).map(({ eventLoop }) => eventLoop.maxDelayMs / 1000);
  return delays.length === 0 ? undefined : Math.max(...delays);
}

function readUtilization(scrape: Scrape): readonly Reading[] {
  const byThread = new Map<string, number[]>();
  for (const { threads } of vitalsOf(scrape))
    for (const { name, utilization } of threads)
      byThread.set(name, [...(byThread.get(name) ?? []), utilization]);
  return [...byThread].map(([thread, shares]) => ({
    labels: writeLabels({ thread }),
    value: mean(shares) ?? 0,
  }));
}

function readCpuByThread({ tick }: Scrape): readonly Reading[] {
  if (tick?.vitals === undefined) return [];
  const { threads, otherCpuSeconds } = tick.vitals;
  const all = [...threads, { name: 'other', cpuSeconds: otherCpuSeconds }];
  return all.map(({ name, cpuSeconds }) => ({ labels: writeLabels({ thread: name }), value: cpuSeconds }));
}

function readMemory({ tick }: Scrape): readonly Reading[] {
  if (tick?.vitals === undefined) return [];
  const { heapOctets, heapLimitOctets, sharedOctets } = tick.vitals.memory;
  return Object.entries({ heap: heapOctets, heap_limit: heapLimitOctets, shared: sharedOctets }).map(
    ([kind, value]) => ({ labels: writeLabels({ kind }), value }),
  );
}

export const processMetrics: readonly Metric[] = [
  {
    name: 'healthy_dns_event_loop_delay_seconds',
    kind: 'histogram',
    unit: 'seconds',
    help: 'How late timers of the main thread came; there are ten a second, and fewer where it stood still.',
    labels: [],
    read: measured(({ eventLoop }) => eventLoop.delays),
  },
  {
    name: 'healthy_dns_event_loop_delay_mean_seconds',
    kind: 'gauge',
    unit: 'seconds',
    help: 'How late timers of the main thread came on average in the last ten seconds.',
    labels: [],
    read: (scrape) => one(mean(vitalsOf(scrape).map(({ eventLoop }) => eventLoop.meanDelayMs / 1000))),
  },
  {
    name: 'healthy_dns_event_loop_delay_max_seconds',
    kind: 'gauge',
    unit: 'seconds',
    help: 'How late timers of the main thread came at worst in the last ten seconds.',
    labels: [],
    read: (scrape) => one(longestDelaySeconds(scrape)),
  },
  {
    name: 'healthy_dns_thread_utilization_ratio',
    kind: 'gauge',
    unit: 'ratio',
    help: 'Share of the last ten seconds in which the thread had something to do.',
    labels: ['thread'],
    read: readUtilization,
  },
  {
    name: 'healthy_dns_thread_cpu_seconds_total',
    kind: 'counter',
    unit: 'seconds',
    help: 'CPU time of each thread, by name, those included that had the name before; all threads of the runtime are "other".',
    labels: ['thread'],
    read: readCpuByThread,
  },
  {
    name: 'healthy_dns_memory_bytes',
    kind: 'gauge',
    unit: 'bytes',
    help: 'Memory of the main thread and what threads share: the JavaScript heap, its limit, and buffers outside of it.',
    labels: ['kind'],
    read: readMemory,
  },
  {
    name: 'process_start_time_seconds',
    kind: 'gauge',
    unit: 'seconds',
    help: 'When the daemon started, in Unix time.',
    labels: [],
    read: ({ tick }) => one(tick?.summary.startedSeconds),
  },
  {
    name: 'process_cpu_seconds_total',
    kind: 'counter',
    unit: 'seconds',
    help: 'CPU time of all threads, user and system.',
    labels: [],
    read: () => one(readCpuSeconds()),
  },
  {
    name: 'process_resident_memory_bytes',
    kind: 'gauge',
    unit: 'bytes',
    help: 'Resident memory of the process.',
    labels: [],
    read: () => one(process.memoryUsage.rss()),
  },
  {
    name: 'process_virtual_memory_bytes',
    kind: 'gauge',
    unit: 'bytes',
    help: 'Address space of the process, most of which is only reserved.',
    labels: [],
    read: () => one(readVirtualOctets()),
  },
  {
    name: 'process_open_fds',
    kind: 'gauge',
    help: 'Open file descriptors.',
    labels: [],
    read: () => one(countDescriptors()),
  },
  {
    name: 'process_max_fds',
    kind: 'gauge',
    help: 'How many file descriptors the process may have open; absent where there is no limit.',
    labels: [],
    read: () => one(readFilesLimit()),
  },
];
