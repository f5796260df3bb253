// One TCP connection: has each message answered, sends the replies of one go together, ends in order or with a reset.
// Bounded in memory and time, whatever the client sends or does not read.

import type { Socket } from 'node:net';
import { readDescriptor } from '../base/read-descriptor.ts';
import { clientNetwork } from './client-network.ts';
import { messageOctetsMax } from './limits.ts';
import { lengthOctets, MessageStream } from './message-stream.ts';
import type { Placed, TcpClients } from './tcp-clients.ts';
import type { Holder } from './tcp-memory.ts';
import { type Served, workOf } from './tcp-turns.ts';
import { writeUint16 } from './uint16.ts';

/** Answers a message into `reply`; 0 when there is no reply to it. */
export type AnswerMessage = (packet: Uint8Array, reply: Uint8Array) => number;

/** Replies leave when there are so many: a system call for a hundred, and little that waits if the kernel has no room. */
const sendOctetsMin = 16 * 1024;
const nothing = Buffer.alloc(0);
/**
 * Where the replies of one go are put together, each with its length in front; shared by all connections, for what
 * stands here is copied out before anybody else has a turn. Room for a reply of any length behind those that wait.
 */
const scratch = Buffer.alloc(sendOctetsMin + lengthOctets + messageOctetsMax);
/** Of the first reply: most reads bring one query, and need no other view of the scratch. */
const firstReply = scratch.subarray(lengthOctets);

export class TcpConnection implements Placed, Served, Holder {
  readonly network: string;
  readonly #socket: Socket;
  readonly #answer: AnswerMessage;
  readonly #clients: TcpClients;
  readonly #idleTimer: NodeJS.Timeout;
  readonly #stream = new MessageStream();
  /** Takes no more queries; ends when those that it has are answered. */
  #isEnding = false;
  /** Replies wait here because the kernel has no room. No query is answered then: who asks decides how much waits. */
  #isBlocked = false;
  #isPaused = false;
  /** When the last whole query was answered, or the connection came. */
  lastQueryMs: number = performance.now();
  round = 0;
  isWaiting = false;
  isWatched = false;

  constructor(socket: Socket, answer: AnswerMessage, clients: TcpClients) {
    this.#socket = socket;
    this.#answer = answer;
    this.#clients = clients;
    // Who is gone already has no address.
    this.network = clientNetwork(socket.remoteAddress ?? '');
    this.#idleTimer = setTimeout(() => this.#expire(), clients.limits.idleTimeoutMs);
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('end', () => this.finish());
    socket.on('error', () => this.cut());
    socket.on('close', () => this.#forget());
    clients.admit(this);
  }

  get hasMore(): boolean {
    return !this.#isBlocked && !this.#socket.destroyed && this.#stream.hasMessage;
  }

  get octetsWaiting(): number {
    return this.#stream.octetsWaiting + this.repliesWaiting;
  }

  get repliesWaiting(): number {
    return this.#socket.writableLength;
  }

  get octetsHanded(): number {
    return this.#socket.bytesWritten - this.repliesWaiting;
  }

  get fd(): number | undefined {
    return readDescriptor(this.#socket);
  }

  /** Answers what was read, sends it, closes. */
  finish(): void {
    this.#isEnding = true;
    this.#clients.turns.take(this);
  }

  /**
   * At once, with a reset: after an orderly end the kernel would keep what was sent until the other side has read it, and
   * nobody would count it any more.
   */
  cut(): void {
    const socket = this.#socket;
    if (socket.destroyed) return;
    // libuv refuses a reset while the end is being sent. That is over within this turn: nothing was unsent before it.
    if (socket.writableEnded && !socket.writableFinished)
      socket.once('finish', () => socket.resetAndDestroy());
    else socket.resetAndDestroy();
  }

  /** Resolves when all that was written up to now has been taken by the kernel, or the connection is gone. */
  flushed(): Promise<void> {
    const socket = this.#socket;
    if (socket.destroyed || socket.writableLength === 0) return Promise.resolve();
    return new Promise((resolve) => {
      socket.once('close', () => resolve());
      this.#afterWritten(resolve);
    });
  }

  onAllTaken(): void {
    if (this.#isEnding) this.#proceed();
  }

  serve(workMax: number): number {
    if (this.#socket.destroyed) return 0;
    const work = this.#isBlocked ? 0 : this.#answerMessages(workMax);
    if (work > 0) {
      this.lastQueryMs = performance.now();
      this.#idleTimer.refresh();
    }
    this.#proceed();
    return work;
  }

  #receive(chunk: Buffer): void {
    // What comes after the end was decided is read only so that the socket can close in order.
    if (this.#isEnding) return;
    this.#stream.append(chunk);
    this.#clients.turns.take(this);
    if (this.#stream.octetsWaiting === 0) return;
    this.#clients.memory.note(this, chunk.length);
    // Until it is its turn, or there is room for replies, it sends us no more.
    if (this.#stream.hasMessage) this.#pause();
  }

  #answerMessages(workMax: number): number {
    let work = 0;
    let ready = 0;
    while (work < workMax && !this.#isBlocked) {
      const message = this.#stream.take();
      if (message === undefined) break;
      const octets = this.#answer(message, ready === 0 ? firstReply : scratch.subarray(ready + lengthOctets));
      // Whoever sends what is no query has lost its place in the stream, or means no good. What was asked before that
      // is answered; nothing behind it can be trusted to be a query.
      if (octets === 0) {
        this.#stream.clear();
        this.#isEnding = true;
        break;
      }
      work += workOf(octets);
      writeUint16(scratch, ready, octets);
      ready += lengthOctets + octets;
      if (ready < sendOctetsMin) continue;
      this.#send(ready);
      ready = 0;
    }
    if (ready > 0) this.#send(ready);
    this.#stream.release();
    return work;
  }

  /** What is sent in one go travels together, one segment for many replies (RFC 7766 §8 warns of a length alone). */
  #send(octets: number): void {
    const socket = this.#socket;
    socket.write(Buffer.from(scratch.subarray(0, octets)));
    this.#clients.memory.note(this, octets);
    if (socket.writableLength === 0) return;
    this.#isBlocked = true;
    this.#afterWritten(() => {
      this.#isBlocked = false;
      this.#clients.turns.take(this);
    });
  }

  /** Nothing, behind all that waits: its turn to be written is when everything else was. */
  #afterWritten(act: () => void): void {
    if (!this.#socket.writableEnded) this.#socket.write(nothing, act);
  }

  /** After every go: reads on when it has caught up, and ends when that was all. */
  #proceed(): void {
    if (this.#socket.destroyed || this.#stream.hasMessage) return;
    // Even while ending: a socket closes in order only when the other side's end has been seen.
    this.#resume();
    if (!this.#isEnding || this.#socket.writableEnded) return;
    this.#stream.clear();
    if (!this.#isBlocked) this.#end();
  }

  /** Once the other side has everything: of an orderly end the kernel then has nothing to keep. */
  #end(): void {
    const { memory, canTell } = this.#clients;
    if (!canTell || memory.hasTakenAll(this)) this.#socket.end();
    else memory.note(this, 0);
  }

  /** An honest client that is idle has read everything, and is spared the reset. */
  #expire(): void {
    const isQuiet = this.#stream.octetsWaiting === 0 && this.#clients.memory.hasTakenAll(this);
    if (isQuiet) this.#socket.destroy();
    else this.cut();
  }

  #pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#socket.pause();
  }

  #resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#socket.resume();
  }

  #forget(): void {
    clearTimeout(this.#idleTimer);
    this.#stream.clear();
    this.#clients.memory.forget(this);
    this.#clients.release(this);
  }
}
