// The main thread's side of the UDP workers: starts them, hands them new images, looks after their pulse, ends them.

import { Worker } from 'node:worker_threads';
import type { Snapshot } from '../answers/snapshot.ts';
import type { Counters, CounterTable } from './counters.ts';
import { type ImageMessage, type WorkerStart, WorkerWord } from './udp-worker-protocol.ts';

export interface UdpWorkers {
  /** Names of workers whose heart has not beaten since the last time this was asked. */
  findStuck(): readonly number[];
  close(): Promise<void>;
}

export interface UdpWorkerPlan {
  /** For each worker the sockets that it answers on. */
  readonly sockets: readonly (readonly number[])[];
  readonly snapshot: Snapshot;
  readonly counters: CounterTable;
  /** A worker ended that should not have: nothing here can go on without it. */
  readonly onDeath: (error: Error) => void;
}

/** Written like this for the bundler, which looks for it: a worker is a file of its own. */
const workerFile = new URL('./udp-worker.js', import.meta.url);

export async function startUdpWorkers({
  sockets,
  snapshot,
  counters,
  onDeath,
}: UdpWorkerPlan): Promise<UdpWorkers> {
  const handles = sockets.map((mine) => startWorker(mine, snapshot, counters.addRow(), onDeath));
  const stopFollowing = snapshot.follow((image) => {
    const message: ImageMessage = { image: image.words.buffer as SharedArrayBuffer };
    for (const { worker, control } of handles) {
      worker.postMessage(message);
      Atomics.add(control, WorkerWord.generation, 1);
    }
  });
  await Promise.all(handles.map(({ ready }) => ready));
  return {
    findStuck() {
      return handles.flatMap((handle, index) => (handle.hasBeaten() ? [] : [index]));
    },
    async close() {
      stopFollowing();
      await Promise.all(handles.map((handle) => handle.close()));
      for (const { counters: row } of handles) counters.endRow(row);
    },
  };
}

interface WorkerHandle {
  readonly worker: Worker;
  readonly control: Int32Array;
  readonly counters: Counters;
  readonly ready: Promise<void>;
  hasBeaten(): boolean;
  close(): Promise<void>;
}

function startWorker(
  sockets: readonly number[],
  snapshot: Snapshot,
  counters: Counters,
  onDeath: (error: Error) => void,
): WorkerHandle {
  const control = new Int32Array(new SharedArrayBuffer(WorkerWord.count * 4));
  const start: WorkerStart = {
    sockets,
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
  let lastBeat = 0;
  return {
    worker,
    control,
    counters,
    ready: new Promise((resolve) => worker.once('message', () => resolve())),
    hasBeaten() {
      const beat = Atomics.load(control, WorkerWord.heartbeat);
      const hasBeaten = beat !== lastBeat;
      lastBeat = beat;
      return hasBeaten;
    },
    async close() {
      isEnding = true;
      Atomics.store(control, WorkerWord.stop, 1);
      await ended;
    },
  };
}
