// One TCP connection: has each message answered, sends the replies of one go together, ends in order or with a reset.
// Bounded in memory and time, whatever the client sends or does not read.

import type { Socket } from 'node:net';
import { readDescriptor } from '../../base/read-descriptor.ts';
import { lengthOctets, messageOctetsMax, writeUint16 } from '../../wire/message-format.ts';
import { type Client, networkOf } from '../client.ts';
import { hasReply, type Reply } from '../query-outcome.ts';
import type { ReplySource } from '../reply-source.ts';
import { sourceOf } from './attended-reply.ts';
import type { Carrier } from './carrier.ts';
import { LongAnswer } from './long-answer.ts';
import type { MessageAnswerer } from './message-answerer.ts';
import { MessageStream } from './message-stream.ts';
import type { TcpClients } from './tcp-clients.ts';
import type { Holder } from './tcp-memory.ts';
import type { Place, Placed } from './tcp-places.ts';
import { type Served, workOf } from './tcp-turns.ts';

/** Replies leave when there are so many: a system call for a hundred, and little that waits if the kernel has no room. */
const sendOctetsMin = 16 * 1024;
const nothing = Buffer.alloc(0);
/** To check a signature and to make one. */
const attendWork = 50;
/**
 * Where the replies of one go are put together, each with its length in front; shared by all connections, for what
 * stands here is copied out before anybody else has a turn. Room for a reply of any length behind those that wait.
 */
const scratch = Buffer.alloc(sendOctetsMin + lengthOctets + messageOctetsMax);
/** Of the first reply: most reads bring one query, and need no other view of the scratch. */
const firstReply = scratch.subarray(lengthOctets);
const reply: Reply = { octets: firstReply, length: 0 };

export class TcpConnection implements Placed, Served, Holder {
  readonly network: string;
  readonly #socket: Socket;
  readonly #raw: Socket;
  readonly #client: Client;
  readonly #answerer: MessageAnswerer;
  readonly #clients: TcpClients;
  readonly #stream = new MessageStream();
  /** Not written to its end. Queries behind it wait: replies keep the order of the queries. */
  #long: LongAnswer | undefined;
  /** Written to its end, and perhaps not taken to it. */
  #lastLong: LongAnswer | undefined;
  /** Reads no more queries; ends when those that it has are answered. */
  #isEnding = false;
  /** Replies wait here because the kernel has no room. No query is answered then: who asks decides how much waits. */
  #isBlocked = false;
  #isPaused = false;
  /** In the go that is under way, beyond that of writing replies. */
  #otherWork = 0;
  place: Place | undefined;
  round = 0;
  isWaiting = false;
  isWatched = false;

  constructor({ socket, raw, client }: Carrier, answerer: MessageAnswerer, clients: TcpClients) {
    this.#socket = socket;
    this.#raw = raw;
    this.#client = client;
    this.#answerer = answerer;
    this.#clients = clients;
    this.network = networkOf(client);
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('end', () => this.finish());
    socket.on('error', () => this.cut());
    socket.on('close', () => this.#forget());
    clients.admit(this);
  }

  get hasMore(): boolean {
    return !this.#isBlocked && this.#long?.isHeldUp !== true && !this.#socket.destroyed && this.#isOwing();
  }

  /** Something that was asked for is still to be written. */
  #isOwing(): boolean {
    return this.#long !== undefined || this.#stream.hasMessage;
  }

  get octetsWaiting(): number {
    return this.#stream.octetsWaiting + this.repliesWaiting + (this.#long?.octetsHeld ?? 0);
  }

  get repliesWaiting(): number {
    return this.#socket.writableLength;
  }

  get octetsHanded(): number {
    return this.#socket.bytesWritten - this.repliesWaiting;
  }

  get fd(): number | undefined {
    return readDescriptor(this.#raw);
  }

  /** Answers what was read, sends it, closes. */
  finish(): void {
    this.#isEnding = true;
    this.#clients.turns.request(this);
  }

  /**
   * At once, with a reset: after an orderly end the kernel would keep what was sent until the other side has read it, and
   * nobody would count it any more.
   */
  cut(): void {
    const socket = this.#socket;
    const raw = this.#raw;
    if (socket.destroyed) return;
    // libuv refuses a reset while the end is being sent. That is over within this turn: nothing was unsent before it.
    if (socket.writableEnded && !socket.writableFinished) socket.once('finish', () => raw.resetAndDestroy());
    else raw.resetAndDestroy();
  }

  /**
   * Resolves when all that was made up to now has been taken by the kernel, or the connection is gone. A long answer is what
   * it was when it began, and nobody waits for it.
   */
  async flushed(): Promise<void> {
    const socket = this.#socket;
    // A single reply that is here and waits for its turn.
    while (this.#long?.isWhole === true && !socket.destroyed) await this.#long.over;
    if (socket.destroyed || socket.writableLength === 0 || this.#long !== undefined) return;
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      this.#afterWritten(resolve);
    });
  }

  onAllAcknowledged(): void {
    if (this.#isEnding) this.#proceed();
  }

  serve(workMax: number): number {
    if (this.#socket.destroyed) return 0;
    this.#otherWork = 0;
    const work = this.#isBlocked || this.#long?.isHeldUp === true ? 0 : this.#writeReplies(workMax);
    if (work > 0) this.#clients.touch(this);
    this.#proceed();
    return work + this.#otherWork;
  }

  #receive(chunk: Buffer): void {
    // What comes after the end was decided is read only so that the socket can close in order.
    if (this.#isEnding) return;
    this.#stream.append(chunk);
    this.#clients.turns.request(this);
    if (this.#stream.octetsWaiting === 0) return;
    this.#clients.memory.watch(this, chunk.length);
    // Until it is its turn, or there is room for replies, it sends us no more.
    if (this.#stream.hasMessage) this.#pause();
  }

  #writeReplies(workMax: number): number {
    this.#answerer.prepare();
    let work = 0;
    let ready = 0;
    while (work + this.#otherWork < workMax && !this.#isBlocked) {
      const step = this.#writeNext(ready);
      if (step === 'idle') break;
      if (step === 'no reply') continue;
      work += workOf(reply.length);
      writeUint16(scratch, ready, reply.length);
      ready += lengthOctets + reply.length;
      if (ready < sendOctetsMin) continue;
      this.#send(ready);
      ready = 0;
    }
    if (ready > 0 && !this.#socket.destroyed) this.#send(ready);
    this.#answerer.finish(this.#client);
    this.#stream.release();
    return work;
  }

  /** The next reply, behind those that are ready. */
  #writeNext(ready: number): 'written' | 'no reply' | 'idle' {
    reply.octets = replyBehind(ready);
    if (this.#long !== undefined) return this.#writeLong(this.#long);
    const message = this.#stream.next();
    if (message === undefined) return 'idle';
    const outcome = this.#answerer.answer(this.#client, message, reply);
    if (typeof outcome !== 'string') {
      this.#otherWork += attendWork;
      if (outcome !== undefined) this.#wait(sourceOf(outcome));
      return 'no reply';
    }
    if (hasReply(outcome)) return 'written';
    // Whoever sends what is no query has lost its place in the stream, or means no good. What was asked before that
    // is answered; nothing behind it can be trusted to be a query.
    this.#stream.clear();
    this.#isEnding = true;
    return 'idle';
  }

  #wait(source: ReplySource): void {
    const { memory, turns } = this.#clients;
    const watch = ({ octetsHeld }: LongAnswer) => {
      if (octetsHeld > 0) memory.watch(this, octetsHeld);
    };
    const long = new LongAnswer(source, () => {
      watch(long);
      turns.request(this);
    });
    watch(long);
    this.#long = long;
  }

  #writeLong(long: LongAnswer): 'written' | 'no reply' | 'idle' {
    const step = long.next(reply);
    this.#otherWork += long.work;
    if (step === 'written') return 'written';
    if (step === 'later') return long.isHeldUp ? 'idle' : 'no reply';
    this.#long = undefined;
    this.#lastLong = long;
    if (step === 'done') return 'no reply';
    this.cut();
    return 'idle';
  }

  /** What is sent in one go travels together, one segment for many replies (RFC 7766 §8 warns of a length alone). */
  #send(octets: number): void {
    const socket = this.#socket;
    socket.write(Buffer.from(scratch.subarray(0, octets)));
    this.#clients.memory.watch(this, octets);
    if (socket.writableLength === 0) return;
    this.#isBlocked = true;
    this.#afterWritten(() => {
      this.#isBlocked = false;
      this.#clients.turns.request(this);
    });
  }

  /** Nothing, behind all that waits: its turn to be written is when everything else was. */
  #afterWritten(act: () => void): void {
    if (!this.#socket.writableEnded) this.#socket.write(nothing, act);
  }

  /** After every go: reads on when it has caught up, and ends when that was all. */
  #proceed(): void {
    if (this.#socket.destroyed || this.#isOwing()) return;
    // Even while ending: a socket closes in order only when the other side's end has been seen.
    this.#resume();
    if (!this.#isEnding || this.#socket.writableEnded) return;
    this.#stream.clear();
    if (!this.#isBlocked) this.#end();
  }

  /** Once the other side has everything: of an orderly end the kernel then has nothing to keep. */
  #end(): void {
    const { memory, canTell } = this.#clients;
    if (!canTell || memory.hasAcknowledgedAll(this)) this.#socket.end();
    else memory.watch(this, 0);
  }

  get isIdle(): boolean {
    return !this.#isOwing() && this.repliesWaiting === 0;
  }

  /** An honest client that is idle has read everything, and is spared the reset. */
  expire(): void {
    const { memory, limits } = this.#clients;
    const isTaken = memory.hasAcknowledgedAll(this);
    const long = this.#long ?? (isTaken ? undefined : this.#lastLong);
    if (long?.isGettingOn(memory.acknowledgedOctetsOf(this), limits.owedTimeoutMs)) {
      this.#clients.touch(this);
      return;
    }
    const isEmpty = this.#long === undefined && this.#stream.octetsWaiting === 0;
    // In order: over TLS the other side is told that nothing was cut off (RFC 8446 §6.1).
    if (isEmpty && isTaken) this.#socket.destroySoon();
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
    this.#long?.abandon();
    this.#long = undefined;
    this.#stream.clear();
    this.#clients.memory.forget(this);
    this.#clients.release(this);
  }
}

function replyBehind(ready: number): Uint8Array {
  return ready === 0 ? firstReply : scratch.subarray(ready + lengthOctets);
}
