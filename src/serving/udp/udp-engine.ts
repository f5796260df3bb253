// What every engine for UDP does: opens sockets or adopts open ones, and answers on those that it is told to serve. There
// are two: src/serving/udp/batch-engine.ts (system calls in batches, on threads of its own) and
// src/serving/udp/dgram-engine.ts (Node's dgram, on the main thread).

import type { Result } from '../../base/result.ts';
import type { Endpoint } from '../../wire/endpoint.ts';
import type { ListenProblem } from '../listen-problem.ts';
import type { ServingPolicy } from '../policy.ts';

/** Bound; whether queries are answered on it is for `serve` to say. */
export interface UdpSocket {
  readonly protocol: 'udp';
  readonly endpoint: Endpoint;
  close(): Promise<void>;
}

/** A thread that answers, and how to see that it still does. */
export interface AnsweringThread {
  /** For the log. */
  readonly name: string;
  /** A socket whose only other end is that thread's: what is asked there is answered like any query, and not counted. */
  readonly asks: number;
  /** Its row, in which replies to others show. */
  readonly counters: SharedArrayBuffer;
}

export interface UdpEngine {
  readonly name: 'batch' | 'dgram';
  /** Threads of its own; 0 when it answers on the main thread. */
  readonly workerCount: number;
  /** Those threads; they stay the same until `stop`. */
  readonly threads: readonly AnsweringThread[];
  open(endpoint: Endpoint): Promise<Result<UdpSocket, ListenProblem>>;
  /** A bound socket that the service manager holds; its settings are the service manager's too. */
  adopt(fd: number, family: 4 | 6): Promise<Result<UdpSocket, string>>;
  /** Answers on these sockets from now on, and reads from no others once it resolves; those that stay miss nothing. */
  serve(sockets: readonly UdpSocket[]): Promise<void>;
  /** Resolves when every earlier reply is on its way: whatever leaves after that is of the present snapshot. */
  movedOn(): Promise<void>;
  /** To its threads; where it has none, those who gave it the rules of this thread have told them. */
  apply(policy: ServingPolicy): void;
  /** For good, `threads` included. What was received is answered before this resolves. The sockets stay open. */
  stop(): Promise<void>;
}
