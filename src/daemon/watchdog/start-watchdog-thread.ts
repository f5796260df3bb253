// The main thread's side of the thread that gives signs of life.

import { Worker } from 'node:worker_threads';
import type { WatchdogStart, WatchdogWord } from './watchdog-protocol.ts';

export interface WatchdogThreadEvents {
  readonly onWithheld: (reason: string) => void;
  /** It could not be started, or has ended: somebody else must give the signs. */
  readonly onGone: (reason: string) => void;
}

export interface WatchdogThread {
  stop(): Promise<void>;
}

/** Written like this for the bundler, which looks for it: a worker is a file of its own. */
const threadFile = new URL('./watchdog-thread.js', import.meta.url);

export function startWatchdogThread(
  start: WatchdogStart,
  { onWithheld, onGone }: WatchdogThreadEvents,
): WatchdogThread {
  let isStopping = false;
  let reason: string | undefined;
  try {
    const worker = new Worker(threadFile, { name: 'watchdog', workerData: start, stdin: false });
    // Whoever serves keeps the process alive, and this thread alone does not.
    worker.unref();
    worker.on('message', (word: WatchdogWord) => onWithheld(word.reason));
    worker.on('error', (error) => {
      reason = error.message;
    });
    worker.on('exit', (code) => {
      if (!isStopping) onGone(reason ?? `it ended with code ${code}`);
    });
    return {
      async stop() {
        isStopping = true;
        await worker.terminate();
      },
    };
  } catch (error) {
    // Node throws when there is no thread to be had, or none of what its event loop needs.
    onGone(error instanceof Error ? error.message : String(error));
    return { stop: async () => undefined };
  }
}
