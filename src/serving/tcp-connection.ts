// One TCP connection: cuts the stream into messages (RFC 1035 §4.2.2), has each answered, sends the replies of one
// read together. Bounded in memory and time, whatever the client sends or does not read.

import type { Socket } from 'node:net';
import { messageOctetsMax } from './limits.ts';
import { readUint16, writeUint16 } from './uint16.ts';

/** Answers a message into `reply`; 0 when there is no reply to it. */
export type AnswerMessage = (packet: Uint8Array, reply: Uint8Array) => number;

/** Replies that a client has not read yet. Beyond, its next queries wait: it decides how much memory it takes. */
const unsentOctetsMax = 256 * 1024;
const lengthOctets = 2;
const frameOctetsMax = lengthOctets + messageOctetsMax;
const nothing = Buffer.alloc(0);
/**
 * Where the replies to one read are put together, each with its length in front; shared by all connections, for what
 * stands here is copied out before anybody else has a turn. Room for a reply of any length behind many usual ones.
 */
const scratch = Buffer.alloc(2 * frameOctetsMax);
/** Of the first reply: most reads bring one query, and need no other view of the scratch. */
const firstReply = scratch.subarray(lengthOctets);

export class TcpConnection {
  readonly #socket: Socket;
  readonly #answer: AnswerMessage;
  readonly #idleTimer: NodeJS.Timeout;
  /** Read, but not answered: part of a message, or messages that wait for room. */
  #pending: Buffer = nothing;
  #isEnding = false;
  #isPaused = false;
  /** When the last whole query came, or the connection itself. */
  lastQueryMs: number = performance.now();

  /** `idleTimeoutMs` counts from the last whole query: a client that sends an octet now and then is idle. */
  constructor(socket: Socket, answer: AnswerMessage, idleTimeoutMs: number) {
    this.#socket = socket;
    this.#answer = answer;
    this.#idleTimer = setTimeout(() => this.cut(), idleTimeoutMs);
    socket.on('data', (chunk) => {
      // After our end was sent, what still comes in is read only so that the socket can close in order.
      if (socket.writableEnded) return;
      this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
      this.#proceed();
    });
    socket.on('drain', () => this.#proceed());
    socket.on('end', () => this.finish());
    socket.on('error', () => this.cut());
    socket.on('close', () => clearTimeout(this.#idleTimer));
  }

  /** Answers what was read, sends it, closes. */
  finish(): void {
    this.#isEnding = true;
    this.#proceed();
  }

  cut(): void {
    this.#socket.destroy();
  }

  /** Resolves when all that was written up to now has been taken by the client's side, or the connection is gone. */
  flushed(): Promise<void> {
    const socket = this.#socket;
    if (socket.destroyed || socket.writableLength === 0) return Promise.resolve();
    return new Promise((resolve) => {
      socket.once('close', () => resolve());
      // Nothing, behind all that waits: its turn to be written is when everything else was.
      if (!socket.writableEnded) socket.write(nothing, () => resolve());
    });
  }

  #proceed(): void {
    if (this.#socket.destroyed || this.#socket.writableEnded) return;
    const isCaughtUp = this.#answerPending();
    if (this.#socket.destroyed) return;
    if (!isCaughtUp) {
      this.#isPaused = true;
      this.#socket.pause();
      return;
    }
    if (this.#isEnding) this.#socket.end();
    // Even then it is read on: a socket closes in order only when the other side's end has been seen.
    if (this.#isPaused) this.#socket.resume();
    this.#isPaused = false;
  }

  /** True when nothing but a part of a message is left, false when the client must read first. */
  #answerPending(): boolean {
    const stream = this.#pending;
    let at = 0;
    let ready = 0;
    let isCaughtUp = true;
    for (;;) {
      const end = endOfMessage(stream, at);
      if (end === 0) break;
      if (this.#socket.writableLength + ready > unsentOctetsMax) {
        isCaughtUp = false;
        break;
      }
      const octets = this.#answer(
        stream.subarray(at + lengthOctets, end),
        ready === 0 ? firstReply : scratch.subarray(ready + lengthOctets),
      );
      // Whoever sends what is no query has lost its place in the stream, or means no good. What was asked before that
      // is answered; nothing behind it can be trusted to be a query.
      if (octets === 0) {
        this.#pending = nothing;
        this.#isEnding = true;
        this.#send(ready);
        return true;
      }
      writeUint16(scratch, ready, octets);
      ready += lengthOctets + octets;
      at = end;
      if (ready + frameOctetsMax <= scratch.length) continue;
      this.#send(ready);
      ready = 0;
    }
    this.#send(ready);
    if (at > 0) {
      this.lastQueryMs = performance.now();
      this.#idleTimer.refresh();
    }
    // Small rests are copied, so that a few octets do not keep a whole chunk alive.
    this.#pending = at === stream.length ? nothing : Buffer.from(stream.subarray(at));
    return isCaughtUp;
  }

  /** What is sent in one go travels together, one segment for many replies (RFC 7766 §8 warns of a length alone). */
  #send(octets: number): void {
    if (octets > 0) this.#socket.write(Buffer.from(scratch.subarray(0, octets)));
  }
}

/** 0 when the message that starts at `at` is not all there. */
function endOfMessage(stream: Buffer, at: number): number {
  if (at + lengthOctets > stream.length) return 0;
  const end = at + lengthOctets + readUint16(stream, at);
  return end > stream.length ? 0 : end;
}
