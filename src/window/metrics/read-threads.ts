// How much CPU each thread of this process has taken, by the names that threads have from Node 24 on.

import { readdirSync, readFileSync } from 'node:fs';

/** More than there ever are; each takes two files. */
const threadsMax = 256;
/** Before Node 24 all have this name, or that of the process. */
const noName = 'node';

/** In seconds, by name; nothing where there is no /proc, or a kernel does not count. */
export function readThreads(directory = '/proc/self/task', pid = process.pid): ReadonlyMap<string, number> {
  const seconds = new Map<string, number>();
  try {
    const processName = read(`${directory}/${pid}/comm`);
    for (const thread of readdirSync(directory).slice(0, threadsMax)) {
      const taken = readSeconds(`${directory}/${thread}/schedstat`);
      if (taken === undefined) continue;
      const called = thread === String(pid) ? 'main' : read(`${directory}/${thread}/comm`);
      const name = called === noName || called === processName || called === '' ? 'other' : called;
      seconds.set(name, (seconds.get(name) ?? 0) + taken);
    }
  } catch {
    return new Map();
  }
  return seconds;
}

/** Nothing of a thread that has just ended. */
function readSeconds(file: string): number | undefined {
  const nanoseconds = /^\d+/.exec(read(file))?.[0];
  return nanoseconds === undefined ? undefined : Number(nanoseconds) / 1e9;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
