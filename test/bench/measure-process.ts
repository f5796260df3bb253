// What a server costs, from /proc: CPU time and memory of a process with all its threads, and of its child processes.

import { readdirSync, readFileSync } from 'node:fs';

/** User and system time of all threads so far. The kernel counts it in nanoseconds; ticks would be too coarse. */
export function cpuMicrosecondsOf(pid: number): number {
  return processesOf(pid).reduce((sum, process) => sum + ownCpuMicroseconds(process), 0);
}

/** Resident memory; what forked processes share is counted once. */
export function memoryMegabytesOf(pid: number): number {
  const kilobytes = processesOf(pid).map((process) => readField(`/proc/${process}/smaps_rollup`, 'Pss'));
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1024;
}

/** Peak resident memory; for a server that forks, the sum of the peaks, so shared memory counts twice. */
export function peakMegabytesOf(pid: number): number {
  const kilobytes = processesOf(pid).map((process) => readField(`/proc/${process}/status`, 'VmHWM'));
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1024;
}

function ownCpuMicroseconds(pid: number): number {
  const nanoseconds = threadsOf(pid).map((thread) =>
    Number(readIfThere(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0]),
  );
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1000;
}

function processesOf(pid: number): number[] {
  const children = threadsOf(pid).flatMap((thread) =>
    readIfThere(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(processesOf)];
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function readField(file: string, field: string): number {
  const line = readIfThere(file)
    .split('\n')
    .find((each) => each.startsWith(`${field}:`));
  return Number(line?.match(/\d+/)?.[0] ?? 0);
}

/** Processes and threads may end while they are being read. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
