// The main thread's side of the UDP workers: starts them, hands them new images, feels their pulse, ends them.

import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Snapshot } from '../answers/snapshot.ts';
import type { Libc } from '../linux/libc.ts';
import { openWakeUp, ring } from '../linux/wake-up.ts';
import type { Counters, CounterTable } from './counters.ts';
import { type ImageMessage, type WorkerStart, WorkerWord } from './udp-worker-protocol.ts';

export interface UdpWorkers {
  /** Which workers' hearts have not beaten since the last time this was asked; asks all of them for a beat. */
  findStuck(): readonly number[];
  /** Resolves when every worker has sent the replies that it was at, and has seen the image of now. */
  movedOn(): Promise<void>;
  close(): Promise<void>;
}

export interface UdpWorkerPlan {
  readonly libc: Libc;
  /** For each worker the sockets that it answers on. */
  readonly sockets: readonly (readonly number[])[];
  readonly snapshot: Snapshot;
  readonly counters: CounterTable;
  /** A worker ended that should not have: nothing here can go on without it. */
  readonly onDeath: (error: Error) => void;
}

/** How often it is looked whether a worker has moved: a turn takes less than a millisecond. */
const lookMs = 2;

/** Written like this for the bundler, which looks for it: a worker is a file of its own. */
const workerFile = new URL('./udp-worker.js', import.meta.url);

export async function startUdpWorkers(plan: UdpWorkerPlan): Promise<UdpWorkers> {
  const { sockets, snapshot, counters } = plan;
  const handles = sockets.map((mine) => startWorker(mine, counters.addRow(), plan));
  const stopFollowing = snapshot.follow((image) => {
    const message: ImageMessage = { image: image.words.buffer as SharedArrayBuffer };
    for (const handle of handles) handle.give(message);
  });
  await Promise.all(handles.map(({ ready }) => ready));
  return {
    findStuck() {
      return handles.flatMap((handle, index) => (handle.feelPulse() ? [] : [index]));
    },
    async movedOn() {
      await Promise.all(handles.map((handle) => handle.movedOn()));
    },
    async close() {
      stopFollowing();
      await Promise.all(handles.map((handle) => handle.close()));
      for (const { counters: row } of handles) counters.endRow(row);
    },
  };
}

interface WorkerHandle {
  readonly counters: Counters;
  readonly ready: Promise<void>;
  give(message: ImageMessage): void;
  /** Whether it has moved since this was last asked. */
  feelPulse(): boolean;
  movedOn(): Promise<void>;
  close(): Promise<void>;
}

function startWorker(
  sockets: readonly number[],
  counters: Counters,
  { libc, snapshot, onDeath }: UdpWorkerPlan,
): WorkerHandle {
  const bell = openWakeUp(libc);
  const control = new Int32Array(new SharedArrayBuffer(WorkerWord.count * 4));
  const start: WorkerStart = {
    sockets,
    bell,
    control: control.buffer as SharedArrayBuffer,
    counters: counters.buffer as SharedArrayBuffer,
    image: snapshot.image.words.buffer as SharedArrayBuffer,
  };
  const worker = new Worker(workerFile, { workerData: start, stdin: false });
  let isEnding = false;
  const ended = new Promise<void>((resolve) => {
    worker.on('error', onDeath);
    worker.on('exit', (code) => {
      if (!isEnding) onDeath(new Error(`a UDP worker ended with code ${code}`));
      resolve();
    });
  });
  /** Also when the process ends for whatever reason: it waits for its threads, and one in poll(2) hears only the bell. */
  function end(): void {
    isEnding = true;
    Atomics.store(control, WorkerWord.stop, 1);
    ring(libc, bell);
  }
  process.on('exit', end);
  let lastBeat = 0;
  return {
    counters,
    ready: new Promise((resolve) => worker.once('message', () => resolve())),
    give(message) {
      worker.postMessage(message);
      Atomics.add(control, WorkerWord.generation, 1);
      ring(libc, bell);
    },
    feelPulse() {
      const beat = Atomics.load(control, WorkerWord.heartbeat);
      const hasBeaten = beat !== lastBeat;
      lastBeat = beat;
      ring(libc, bell);
      return hasBeaten;
    },
    async movedOn() {
      // A beat begins a turn, at whose end all of its replies have been handed to the kernel: after the next beat nothing
      // of an earlier turn is left.
      const beat = Atomics.load(control, WorkerWord.heartbeat);
      ring(libc, bell);
      while (!isEnding && Atomics.load(control, WorkerWord.heartbeat) === beat) await delay(lookMs);
      if (isEnding) await ended;
    },
    async close() {
      end();
      await ended;
      process.off('exit', end);
      libc.close(bell);
    },
  };
}
