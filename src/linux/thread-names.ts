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

/** More than there ever are; each takes two files. */
const threadsMax = 256;
/** Where the kernel tells of our threads. */
const ownTasks = '/proc/self/task';

/** By the kernel's number of the thread. */
export function readThreadNames(directory = ownTasks): ReadonlyMap<string, string> {
  try {
    const tasks = readdirSync(directory).slice(0, threadsMax);
    return new Map(tasks.map((task) => [task, readTask(directory, task, 'comm')?.trim() ?? '']));
  } catch {
    return new Map();
  }
}

/** On a processor, since it began; nothing once it has ended, and where the kernel does not count. */
export function readThreadBusyMs(task: string, directory = ownTasks): number | undefined {
  const nanoseconds = /^\d+/.exec(readTask(directory, task, 'schedstat') ?? '')?.[0];
  return nanoseconds === undefined ? undefined : Number(nanoseconds) / 1e6;
}

function readTask(directory: string, task: string, file: string): string | undefined {
  try {
    return readFileSync(`${directory}/${task}/${file}`, 'latin1');
  } catch {
    return undefined;
  }
}
