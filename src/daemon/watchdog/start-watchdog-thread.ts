// The main thread's side of the thread that sends heartbeats.

import { Worker } from 'node:worker_threads';
import type { WatchdogStart, WithheldMessage } from './watchdog-protocol.ts';

export interface WatchdogThreadEvents {
  readonly onWithheld: (reason: string) => void;
  /** It could not be started or has ended: somebody else must send heartbeats. */
  readonly onGone: (reason: string) => void;
}

export interface WatchdogThread {
  stop(): Promise<void>;
}

/** The bundler looks for this very form: a worker is a file of its own. */
const threadFile = new URL('./watchdog-thread.js', import.meta.url);

export function startWatchdogThread(
  start: WatchdogStart,
  { onWithheld, onGone }: WatchdogThreadEvents,
): WatchdogThread {
  let isStopping = false;
  let reason: string | undefined;
  try {
    const worker = new Worker(threadFile, { name: 'watchdog', workerData: start, stdin: false });
    // This thread alone must not keep the process running.
    worker.unref();
    worker.on('message', ({ reason }: WithheldMessage) => onWithheld(reason));
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
    // Node throws if there is no thread to be had, or no descriptors for its event loop.
    onGone(error instanceof Error ? error.message : String(error));
    return { stop: async () => undefined };
  }
}
