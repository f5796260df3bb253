// What the main thread and a thread that answers over streams share: two words of memory, the messages between them, and a
// port for what is served, which the thread looks at before each answer.

import type { MessagePort } from 'node:worker_threads';
import type { Endpoint } from '../../wire/endpoint.ts';
import type { AskedPlace } from '../client.ts';
import type { AnsweringStart } from '../rules/answering-start.ts';
import type { TlsIdentity } from '../tls-identity.ts';
import type { Transport } from '../transport.ts';
import type { ThreadRole, ThreadWord } from '../worker-threads.ts';
import type { TcpLimits } from './tcp-clients.ts';

/** Of the thread for plain TCP. */
export const tcpRole: ThreadRole = {
  program: new URL('./tcp-worker.js', import.meta.url),
  name: 'dns-tcp',
};

export const StreamWord = {
  /** Raised by the main thread: what is served has changed, and the news is in the port. */
  generation: 0,
  /** Raised by the thread's loop, at the pace that it was asked for, while it can answer. */
  beats: 1,
  /** 1 while the thread serves: until then nobody should expect it to beat. */
  isServing: 2,
  count: 3,
} as const;

export interface StreamStart extends AnsweringStart {
  /** What `ServedNews` comes through. */
  readonly served: MessagePort;
  readonly limits: TcpLimits;
  /** The main thread has the C library. */
  readonly hasLibc: boolean;
}

/** Where to listen: on a socket of the thread's own, or on one that this process holds already. */
export type ListenPlace =
  | { readonly kind: 'address'; readonly endpoint: Endpoint }
  | { readonly kind: 'descriptor'; readonly fd: number };

/** Who asks; the octets are its address. */
export interface HandedClient {
  readonly transport: Transport;
  readonly family: 4 | 6;
  readonly port: number;
  readonly octets: Uint8Array;
  readonly asked?: AskedPlace;
}

/** Listeners, errands and questions have numbers, which are never used again. */
export type ToStreamThread =
  | { readonly kind: 'listen'; readonly number: number; readonly place: ListenPlace }
  | { readonly kind: 'close'; readonly number: number }
  | { readonly kind: 'move on'; readonly number: number }
  /** Answered at once. */
  | { readonly kind: 'turn'; readonly number: number }
  | { readonly kind: 'limit'; readonly connectionsMax: number }
  | { readonly kind: 'beat'; readonly everyMs: number }
  /** What a thread for TLS proves itself with from now on. */
  | { readonly kind: 'identity'; readonly identity: TlsIdentity | undefined }
  | { readonly kind: 'stop' }
  | ErrandReply;

export type FromStreamThread =
  | ThreadWord
  | { readonly kind: 'listening'; readonly number: number; readonly endpoint: Endpoint }
  | { readonly kind: 'not listening'; readonly number: number; readonly code: string }
  /** A listener is closed, all have moved on, or the loop has turned. */
  | { readonly kind: 'done'; readonly number: number }
  | { readonly kind: 'stopped' }
  | ErrandMail;

/** About a message that an attendant on the main thread sees to. */
export type ErrandMail =
  | {
      readonly kind: 'attend';
      readonly number: number;
      readonly client: HandedClient;
      readonly packet: Uint8Array;
    }
  /** The connection has written one of its replies, and there is room for another. */
  | { readonly kind: 'taken'; readonly number: number }
  | { readonly kind: 'abandoned'; readonly number: number };

export interface ErrandReply {
  readonly kind: 'reply';
  readonly number: number;
  /** It was taken up just now. */
  readonly isFirst: boolean;
  /** In their order; none: there will be some later. */
  readonly messages: readonly Uint8Array[];
  /** A single reply, which was made from what was served when it was sent here; not a part of a long answer. */
  readonly isWhole: boolean;
  readonly end?: 'done' | 'broken';
}

/** Replies of one errand that are on their way or wait for their connection, of 64 KiB at most. */
export const repliesAheadMax = 3;
