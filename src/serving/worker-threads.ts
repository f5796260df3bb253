// The threads of UDP workers. One takes 40 ms to load what it needs, so a start begins them before it reads its own program and
// configuration, and they wait for their work. Refuses to know what they will serve.

import { Worker } from 'node:worker_threads';
import { letThreadsCollect } from './collect-images.ts';

/** Written like this for the bundler, which looks for it: a worker is a file of its own. */
const workerFile = new URL('./udp-worker.js', import.meta.url);

const waiting = new Map<number, Worker>();

/** A thread that fails while it waits is forgotten: the one begun in its place will say why. */
export function beginEarly(count: number): void {
  for (let index = 0; index < count; index++) {
    try {
      const thread = beginWorkerThread(index);
      // A start that fails or is told to stop does not wait for them.
      thread.unref();
      thread.once('error', () => waiting.delete(index));
      thread.once('exit', () => waiting.delete(index));
      waiting.set(index, thread);
    } catch {
      return;
    }
  }
}

/** The caller owns it; nothing when there is none. */
export function takeEarly(index: number): Worker | undefined {
  const thread = waiting.get(index);
  waiting.delete(index);
  thread?.removeAllListeners();
  thread?.ref();
  return thread;
}

/** Ends the threads that nobody took. */
export async function endEarly(): Promise<void> {
  await Promise.all([...waiting.values()].map((thread) => thread.terminate()));
}

/** Node throws when there is no thread to be had, or none of what its event loop needs. */
export function beginWorkerThread(index: number): Worker {
  letThreadsCollect();
  // `top -H` shows the name, from Node 24 on.
  return new Worker(workerFile, { name: `dns-worker-${index}`, stdin: false });
}
