// One UDP worker as the main thread sees it: a thread, the memory shared with it, its bell, and the other end of the
// private socket on which it is asked whether it still answers.

import { setTimeout as delay } from 'node:timers/promises';
import type { Snapshot } from '../../answers/snapshot.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import type { Libc } from '../../linux/libc.ts';
import { openSocketPair } from '../../linux/unix-datagram.ts';
import { openWakeUp, ring } from '../../linux/wake-up.ts';
import type { CounterRow } from '../counters.ts';
import type { DeskWords } from '../desk-words.ts';
import { answeringStartOf, imageNewsOf } from '../rules/answering-start.ts';
import type { Rules } from '../rules/rules.ts';
import { startThread } from '../worker-threads.ts';
import type { AnsweringThread } from './udp-engine.ts';
import {
  type HandedOver,
  type ServedSocket,
  udpWorkerRole,
  type WorkerMail,
  type WorkerStart,
  WorkerWord,
} from './udp-worker-protocol.ts';

export interface UdpWorker {
  readonly counters: CounterRow;
  readonly thread: AnsweringThread;
  give(mail: WorkerMail): void;
  /** Resolves when it reads from these sockets and no others. */
  serve(sockets: readonly ServedSocket[]): Promise<void>;
  movedOn(): Promise<void>;
  close(): Promise<void>;
}

export interface UdpWorkerSurroundings {
  readonly libc: Libc;
  readonly snapshot: Snapshot;
  /** It ended unexpectedly; the engine cannot continue without it. */
  readonly onDeath: (error: Error) => void;
  readonly desk: DeskWords;
  /** Those of this thread, with which workers begin. */
  readonly rules: Rules;
  /** A permit was taken for it. */
  readonly onHandedOver: (handed: HandedOver) => void;
}

/** How often to check whether a worker has moved on: a turn takes less than a millisecond. */
const lookMs = 2;

/** Resolves when it serves; the problem is a sentence. */
export async function startUdpWorker(
  index: number,
  { libc, snapshot, onDeath, desk, rules, onHandedOver }: UdpWorkerSurroundings,
  counters: CounterRow,
): Promise<Result<UdpWorker, string>> {
  const descriptors = openDescriptors(libc);
  if (!descriptors.ok) return fail(describe(descriptors.problem));
  const { bell, asks, answers } = descriptors.value;
  const memory = new SharedArrayBuffer(WorkerWord.count * Int32Array.BYTES_PER_ELEMENT);
  const control = new Int32Array(memory);
  const start: WorkerStart = {
    ...answeringStartOf({ control: memory, counters, image: snapshot.image, desk, rules }),
    bell,
    ownQuestions: answers,
  };
  let isEnding = false;
  /**
   * On process exit too: exiting waits for the threads, and one in poll(2) hears only the bell. From
   * now on: it may be there before we know that it has started.
   */
  function end(): void {
    isEnding = true;
    Atomics.store(control, WorkerWord.stop, 1);
    ring(libc, bell);
  }
  process.on('exit', end);
  const started = await startThread(udpWorkerRole(index), () => ({ message: start }));
  if (!started.ok) {
    process.off('exit', end);
    closeAll(libc, descriptors.value);
    return fail(describe(started.problem));
  }
  const worker = started.value;
  const ended = new Promise<void>((resolve) => {
    worker.on('message', onHandedOver);
    worker.on('error', onDeath);
    worker.on('exit', (code) => {
      if (!isEnding) onDeath(new Error(`a UDP worker ended with code ${code}`));
      resolve();
    });
  });
  function give(mail: WorkerMail): void {
    worker.postMessage(mail);
    Atomics.add(control, WorkerWord.generation, 1);
    ring(libc, bell);
  }
  async function waitUntil(hasHappened: () => boolean): Promise<void> {
    while (!isEnding && !hasHappened()) await delay(lookMs);
    if (isEnding) await ended;
  }
  let lists = 0;
  // The image may have been replaced while the thread started.
  give(imageNewsOf(snapshot.image));
  return succeed({
    counters,
    thread: { name: `UDP worker ${index}`, asks, counters: start.counters },
    give,
    async serve(sockets) {
      const number = ++lists;
      give({ kind: 'sockets', number, sockets });
      await waitUntil(() => Atomics.load(control, WorkerWord.sockets) >= number);
    },
    async movedOn() {
      // A beat begins a turn, and a turn ends with its replies handed to the kernel: after the next beat, none of an
      // earlier turn is left.
      const beat = Atomics.load(control, WorkerWord.heartbeat);
      ring(libc, bell);
      await waitUntil(() => Atomics.load(control, WorkerWord.heartbeat) !== beat);
    },
    async close() {
      end();
      await ended;
      process.off('exit', end);
      closeAll(libc, descriptors.value);
    },
  });
}

interface Descriptors {
  readonly bell: number;
  /** The main thread's end of the private socket, and the worker's. */
  readonly asks: number;
  readonly answers: number;
}

function closeAll(libc: Libc, { bell, asks, answers }: Descriptors): void {
  for (const fd of [bell, asks, answers]) libc.close(fd);
}

function openDescriptors(libc: Libc): Result<Descriptors, string> {
  const bell = openWakeUp(libc);
  if (!bell.ok) return bell;
  const pair = openSocketPair(libc);
  if (!pair.ok) {
    libc.close(bell.value);
    return pair;
  }
  const [asks, answers] = pair.value;
  return succeed({ bell: bell.value, asks, answers });
}

function describe(reason: string): string {
  return `cannot start a UDP worker: ${reason}; it takes threads (TasksMax=), open files (LimitNOFILE=) and memory, and --udp-workers asks for fewer`;
}
