// What an attendant gives for a message over TCP, as a source of messages: one reply, now or later, is a source of one. So
// a connection knows replies that are written at once, and sources.

import type { Attended } from '../attendant.ts';
import type { Reply } from '../query-outcome.ts';
import type { ReplySource } from '../reply-source.ts';

export function sourceOf(attended: Exclude<Attended, undefined>): ReplySource {
  if (attended instanceof Uint8Array) return new OneReply(attended);
  return attended instanceof Promise ? new LateReply(attended) : attended;
}

class OneReply implements ReplySource {
  #octets: Uint8Array | undefined;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  next(reply: Reply): 'written' | 'done' {
    const octets = this.#octets;
    if (octets === undefined) return 'done';
    this.#octets = undefined;
    reply.octets.set(octets);
    reply.length = octets.length;
    return 'written';
  }

  whenReady(): void {
    // It is from the start.
  }

  abandon(): void {
    this.#octets = undefined;
  }
}

class LateReply implements ReplySource {
  #settled: ReplySource | 'nothing' | 'failed' | undefined;
  #act: (() => void) | undefined;

  constructor(promise: Promise<Uint8Array | undefined>) {
    promise.then(
      (octets) => this.#settle(octets === undefined ? 'nothing' : new OneReply(octets)),
      () => this.#settle('failed'),
    );
  }

  next(reply: Reply): ReturnType<ReplySource['next']> {
    switch (this.#settled) {
      case undefined:
        return 'later';
      case 'nothing':
        return 'done';
      case 'failed':
        return 'broken';
      default:
        return this.#settled.next(reply);
    }
  }

  whenReady(act: () => void): void {
    if (this.#settled === undefined) this.#act = act;
    else act();
  }

  abandon(): void {
    this.#act = undefined;
  }

  #settle(settled: ReplySource | 'nothing' | 'failed'): void {
    this.#settled = settled;
    this.#act?.();
    this.#act = undefined;
  }
}
