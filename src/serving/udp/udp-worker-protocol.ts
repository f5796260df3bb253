// What the main thread and a UDP worker share: a few words of memory that both look at, a bell that wakes the worker when
// it rests, and the messages that bring a new image, other sockets or other rules.

import type { HeldDatagram } from '../../linux/datagram-batch.ts';
import type { AnsweringStart, ServedNews } from '../rules/answering-start.ts';
import type { ThreadRole, ThreadWord } from '../worker-threads.ts';
import type { BoundPlace } from './batch-place.ts';

const program = new URL('./udp-worker.js', import.meta.url);

export function udpWorkerRole(index: number): ThreadRole {
  return { program, name: `dns-worker-${index}` };
}

/** Words of the shared control block of one worker. */
export const WorkerWord = {
  /** Raised by the main thread: there is mail. */
  generation: 0,
  /** Set by the main thread: end. */
  stop: 1,
  /** Raised by the worker with every turn of its loop, busy or not. */
  heartbeat: 2,
  /** Set by the worker: the number of the list of sockets that it reads from. From any earlier list it reads no more. */
  sockets: 3,
  count: 4,
} as const;

/** A worker that has nothing to do is woken when there is something to look at; this is for the unforeseen. */
export const idleTurnMs = 10_000;

export interface WorkerStart extends AnsweringStart {
  /** File descriptor of the bell that is rung after a word was changed; the main thread closes it. */
  readonly bell: number;
  /** File descriptor of a private socket on which the program asks whether this worker still answers. */
  readonly ownQuestions: number;
}

export interface SocketsMail {
  readonly kind: 'sockets';
  /** Lists are numbered from 1 on. */
  readonly number: number;
  readonly sockets: readonly ServedSocket[];
}

export interface ServedSocket {
  /** Of a socket never used again; that of its descriptor is. */
  readonly number: number;
  /** The file descriptor to answer on; the worker does not close it. */
  readonly fd: number;
  /** What it is bound to. */
  readonly bound: BoundPlace;
}

/** A datagram for an attendant. */
export interface HandedOver extends HeldDatagram {
  /** The number of the socket that it came in on. */
  readonly socket: number;
  /** The socket address of the client for whom the sender asks, and to whom it passes the reply on; absent: it asks for itself. */
  readonly client?: Uint8Array;
}

/** How far it is with its start, and then what it does not answer itself. */
export type FromWorker = ThreadWord | HandedOver;

export type WorkerMail = ServedNews | SocketsMail;
