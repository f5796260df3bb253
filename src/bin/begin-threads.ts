// Begins the threads that answer, which then load while the program does. How many are needed nobody knows yet.

import { guessUdpWorkers } from '../config/settings/guess-udp-workers.ts';
import { readOpenFiles } from '../linux/open-files.ts';
import { tcpRole } from '../serving/tcp/stream-thread-protocol.ts';
import { udpWorkerRole } from '../serving/udp/udp-worker-protocol.ts';
import { beginEarly } from '../serving/worker-threads.ts';

/** With fewer, threads and program would take from each other the descriptors that loading takes, dozens for each. */
const openFilesMin = 1024;

export function beginThreads(environment: NodeJS.ProcessEnv): void {
  const limit = readOpenFiles()?.limit ?? 0;
  if (limit < openFilesMin) return;
  const udpWorkers = Array.from({ length: guessUdpWorkers(environment) }, (_, index) => udpWorkerRole(index));
  beginEarly([...udpWorkers, tcpRole]);
}
