// How much CPU each thread of this process has taken, by name.

import { readThreadBusyMs, readThreadNames } from '../../linux/thread-names.ts';

/** Before Node 24 the runtime's own have this name, or that of the process. */
const noName = 'node';

/** In seconds; nothing where there is no /proc, or a kernel does not count. */
export function readThreads(directory?: string, pid = process.pid): ReadonlyMap<string, number> {
  const seconds = new Map<string, number>();
  const names = readThreadNames(directory);
  const processName = names.get(String(pid));
  for (const [task, called] of names) {
    const busyMs = readThreadBusyMs(task, directory);
    // It has just ended.
    if (busyMs === undefined) continue;
    const isNameless = called === noName || called === processName || called === '';
    const name = task === String(pid) ? 'main' : isNameless ? 'other' : called;
    seconds.set(name, (seconds.get(name) ?? 0) + busyMs / 1000);
  }
  return seconds;
}
