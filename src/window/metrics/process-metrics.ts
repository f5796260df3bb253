// What the kernel says of the process, all threads together, under the names that every exporter uses.

import { readdirSync } from 'node:fs';
import { type Metric, one } from './metric.ts';

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

export const processMetrics: readonly Metric[] = [
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
    name: 'process_open_fds',
    kind: 'gauge',
    help: 'Open file descriptors.',
    labels: [],
    read: () => one(countDescriptors()),
  },
];
