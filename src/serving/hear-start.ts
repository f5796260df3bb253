// How a thread that answers begins, seen from inside: see worker-threads.ts. Refuses to know what it will serve.

import { parentPort } from 'node:worker_threads';
import { nameThread } from '../linux/thread-names.ts';

/** Until it comes the main thread need not know what will be served, nor whether this thread is needed. */
export function hearStart<Start>(): Promise<Start> {
  nameThread(process.argv.at(-1) ?? '');
  return new Promise((resolve) => {
    parentPort?.once('message', resolve);
  });
}
