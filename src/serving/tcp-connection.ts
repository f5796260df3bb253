// One TCP connection: cuts the stream into messages (RFC 1035 §4.2.2), has each answered, sends the replies of one
// read together. Bounded in memory and time, whatever the client sends or does not read.

import type { Socket } from 'node:net';
import { messageOctetsMax } from './limits.ts';

/** Answers a message into `reply`; 0 when there is no reply to it. */
export type AnswerMessage = (packet: Uint8Array, reply: Uint8Array) => number;

/** Replies that a client has not read yet. Beyond, its next queries wait: it decides how much memory it takes. */
const unsentOctetsMax = 256 * 1024;
const lengthOctets = 2;
const nothing = Buffer.alloc(0);
/** Shared by all connections: a reply is copied out before the next query is looked at. */
const scratch = Buffer.alloc(messageOctetsMax);

export class TcpConnection {
  readonly #socket: Socket;
  readonly #answer: AnswerMessage;
  readonly #idleTimer: NodeJS.Timeout;
  /** Read, but not answered: part of a message, or messages that wait for room. */
  #pending: Buffer = nothing;
  #isEnding = false;
  /** When the last whole query came, or the connection itself. */
  lastQueryMs = performance.now();

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

  #proceed(): void {
    if (this.#socket.destroyed || this.#socket.writableEnded) return;
    const isCaughtUp = this.#answerPending();
    if (this.#socket.destroyed) return;
    if (!isCaughtUp) {
      this.#socket.pause();
      return;
    }
    if (this.#isEnding) this.#socket.end();
    // Even then it is read on: a socket closes in order only when the other side's end has been seen.
    this.#socket.resume();
  }

  /** True when nothing but a part of a message is left, false when the client must read first. */
  #answerPending(): boolean {
    const before = this.#pending;
    let rest = before;
    let isCaughtUp = true;
    // What is written in one go travels together: one segment for many replies.
    this.#socket.cork();
    for (;;) {
      const end = endOfMessage(rest);
      if (end === undefined) break;
      if (this.#socket.writableLength > unsentOctetsMax) {
        isCaughtUp = false;
        break;
      }
      const octets = this.#answer(rest.subarray(lengthOctets, end), scratch);
      // Whoever sends what is no query has lost its place in the stream, or means no good. What was asked before that
      // is answered; nothing behind it can be trusted to be a query.
      if (octets === 0) {
        this.#pending = nothing;
        this.#isEnding = true;
        this.#socket.uncork();
        return true;
      }
      this.#socket.write(frame(octets));
      rest = rest.subarray(end);
    }
    this.#socket.uncork();
    if (rest !== before) {
      this.lastQueryMs = performance.now();
      this.#idleTimer.refresh();
    }
    // Small rests are copied, so that a few octets do not keep a whole chunk alive.
    this.#pending = rest.length === 0 ? nothing : Buffer.from(rest);
    return isCaughtUp;
  }
}

function endOfMessage(stream: Buffer): number | undefined {
  if (stream.length < lengthOctets) return undefined;
  const end = lengthOctets + stream.readUInt16BE(0);
  return stream.length < end ? undefined : end;
}

/** The reply with its length in front, in one piece: RFC 7766 §8 warns of sending the two apart. */
function frame(octets: number): Buffer {
  const framed = Buffer.allocUnsafe(lengthOctets + octets);
  framed.writeUInt16BE(octets, 0);
  scratch.copy(framed, lengthOctets, 0, octets);
  return framed;
}
