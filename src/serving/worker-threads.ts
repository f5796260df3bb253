// The threads of UDP workers. One takes 40 ms to load what it needs, so a start begins them before it reads its own program and
// configuration, and they wait for their work. Refuses to know what they will serve.

import { Worker } from 'node:worker_threads';
import { letThreadsCollect } from './collect-images.ts';

/** Written like this for the bundler, which looks for it: a worker is a file of its own. */
const workerFile = new URL('./udp/udp-worker.js', import.meta.url);

interface EarlyThread {
  readonly thread: Worker;
  /** Resolves when it has loaded koffi, or has ended. */
  readonly loaded: Promise<void>;
}

const waiting = new Map<number, EarlyThread>();

/** A thread that fails while it waits is forgotten: the one begun in its place will say why. */
export function beginEarly(count: number): void {
  for (let index = 0; index < count; index++) {
    try {
      const thread = beginWorkerThread(index);
      const loaded = new Promise<void>((resolve) => {
        thread.once('message', () => {
          // A start that fails waits for them no longer. Until now it had to: koffi aborts the process when its thread is
          // ended while it loads.
          if (waiting.get(index)?.thread === thread) thread.unref();
          resolve();
        });
        for (const event of ['error', 'exit'])
          thread.once(event, () => {
            if (waiting.get(index)?.thread === thread) waiting.delete(index);
            resolve();
          });
      });
      waiting.set(index, { thread, loaded });
    } catch {
      return;
    }
  }
}

/** The caller owns it; nothing when there is none. */
export function takeEarly(index: number): Worker | undefined {
  const early = waiting.get(index);
  waiting.delete(index);
  early?.thread.ref();
  return early?.thread;
}

/** Ends the threads that nobody took. */
export async function endEarly(): Promise<void> {
  await Promise.all(
    [...waiting.values()].map(async ({ thread, loaded }) => {
      await loaded;
      await thread.terminate();
    }),
  );
}

/** Node throws when there is no thread to be had, or none of what its event loop needs. */
export function beginWorkerThread(index: number): Worker {
  letThreadsCollect();
  // `top -H` shows the name, from Node 24 on.
  return new Worker(workerFile, { name: `dns-worker-${index}`, stdin: false });
}
