// The names of threads as the kernel knows them, and how long each has run: `top -H` shows both. Refuses to know what they do. Needs
// no koffi, and where there is no /proc nothing is named and nothing known.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** TASK_COMM_LEN of the kernel, without the zero octet. */
const nameLengthMax = 15;

/** Of the thread that calls; Node does this by itself from version 24 on. */
export function nameThread(name: string): void {
  try {
    writeFileSync('/proc/thread-self/comm', name.slice(0, nameLengthMax));
  } catch {
    // Nobody but people who look misses it.
  }
}

/** By the kernel's number of the thread. */
export function readThreadNames(): ReadonlyMap<string, string> {
  try {
    const tasks = readdirSync('/proc/self/task');
    return new Map(tasks.map((task) => [task, readTask(task, 'comm')?.trim() ?? '']));
  } catch {
    return new Map();
  }
}

/** On a processor, since it began; nothing once it has ended, and where the kernel does not count. */
export function readThreadBusyMs(task: string): number | undefined {
  const nanoseconds = Number(readTask(task, 'schedstat')?.split(' ')[0]);
  return Number.isFinite(nanoseconds) ? nanoseconds / 1e6 : undefined;
}

function readTask(task: string, file: string): string | undefined {
  try {
    return readFileSync(`/proc/self/task/${task}/${file}`, 'latin1');
  } catch {
    return undefined;
  }
}
