// Begins the UDP workers' threads, which then load while the program does. Whether they are needed nobody knows yet.

import { guessUdpWorkers } from '../config/settings/guess-udp-workers.ts';
import { readOpenFiles } from '../linux/open-files.ts';
import { beginEarly } from '../serving/worker-threads.ts';

/** With fewer, threads and program would take from each other the descriptors that loading takes, dozens for each. */
const openFilesMin = 1024;

export function beginThreads(environment: NodeJS.ProcessEnv): void {
  // Without /proc there is no batch engine either, and so no thread to begin.
  const limit = readOpenFiles()?.limit ?? 0;
  if (limit >= openFilesMin) beginEarly(guessUdpWorkers(environment));
}
