// The TCP clients of all listening sockets of a thread together: how many there may be, who has to make room, for how long they
// may be idle, whose turn it is and how much memory they hold. Refuses to know what they ask.

import { type Clock, systemClock } from '../../base/clock.ts';
import type { Libc } from '../../linux/libc.ts';
import { boundStreams, createStreamStateReader, type StreamBuffers } from '../../linux/stream-socket.ts';
import { TcpMemory, type TcpMemoryLimits } from './tcp-memory.ts';
import { type Placed, TcpPlaces } from './tcp-places.ts';
import { TcpTurns } from './tcp-turns.ts';

export interface TcpLimits extends TcpMemoryLimits {
  /** Of all clients together; see `setConnectionsMax`. */
  readonly connectionsMax: number;
  /** The part of them that one client may have. */
  readonly partOfOneClient: number;
  /** Counts from the last whole query, while there is room. */
  readonly idleTimeoutMs: number;
  /** The same when all places are taken. */
  readonly idleTimeoutPressedMs: number;
  /** How long a client may wait for the next message that it is owed. */
  readonly owedTimeoutMs: number;
  /** How long written replies may take to leave, when we close or somebody waits for them. */
  readonly closeTimeoutMs: number;
  /** The most that the kernel is asked to keep for a connection. */
  readonly kernelBuffers: StreamBuffers;
}

/** While fewer places are taken than this part of them, there is room. */
const roomyPart = 0.5;
/** Connections that are due within so short a time are looked at together. */
const lookIntervalMs = 20;
/** How RFC 7828 §3.1 counts time. */
const tenthMs = 100;
const tenthsMax = 0xffff;
/** Where there is nobody to cut, accepting fails again at once; see `makeRoom`. */
const napMs = 10;

export class TcpClients {
  readonly limits: TcpLimits;
  readonly turns = new TcpTurns();
  readonly memory: TcpMemory;
  readonly #clock: Clock;
  readonly #libc: Libc | undefined;
  readonly #places: TcpPlaces;
  #connectionsMax = 1;
  /** When idle connections are looked for. */
  #lookMs = Number.POSITIVE_INFINITY;
  #callOff: (() => void) | undefined;

  /** Without `libc` the kernel's buffers are as large as the system lets them grow. */
  constructor(limits: TcpLimits, libc: Libc | undefined, clock: Clock = systemClock) {
    this.limits = limits;
    this.#clock = clock;
    this.#libc = libc;
    this.#places = new TcpPlaces(clock);
    const readStream = libc === undefined ? () => false : createStreamStateReader(libc);
    this.memory = new TcpMemory(limits, clock, readStream);
    this.setConnectionsMax(limits.connectionsMax);
  }

  /** Whether the kernel says what it holds for a connection. */
  get canTell(): boolean {
    return this.#libc !== undefined;
  }

  get count(): number {
    return this.#places.count;
  }

  get connectionsMax(): number {
    return this.#connectionsMax;
  }

  /** For how long a connection may be idle now (RFC 7766 §6.2.3): the fewer places are left, the shorter. */
  get idleTimeoutMs(): number {
    const { idleTimeoutMs, idleTimeoutPressedMs } = this.limits;
    const pressure = (this.count / this.#connectionsMax - roomyPart) / (1 - roomyPart);
    return idleTimeoutMs - Math.min(1, Math.max(0, pressure)) * (idleTimeoutMs - idleTimeoutPressedMs);
  }

  /** What clients are told of it (RFC 7828): when every place is taken, that they should go. */
  get idleTenths(): number {
    if (this.count >= this.#connectionsMax) return 0;
    return Math.min(tenthsMax, Math.floor(this.idleTimeoutMs / tenthMs));
  }

  /** Takes effect at once: connections beyond it are cut. One is always let in, so that TCP is never gone altogether. */
  setConnectionsMax(connectionsMax: number): void {
    this.#connectionsMax = Math.max(1, connectionsMax);
    while (this.count > this.#connectionsMax) this.#cut(this.#places.oldestOfMost(undefined));
    this.#lookForIdle();
  }

  /** For a listening socket, before it accepts; what it accepts inherits the bounds. */
  boundBuffers(fd: number | undefined): void {
    if (this.#libc === undefined || fd === undefined) return;
    const { kernelBuffers, idleTimeoutMs } = this.limits;
    boundStreams(this.#libc, fd, kernelBuffers, idleTimeoutMs);
  }

  /** There is always room for a new one; another is cut to make it. */
  admit(placed: Placed): void {
    this.turns.hurry();
    const { network } = placed;
    this.#places.take(placed);
    const ownMax = Math.max(1, Math.floor(this.#connectionsMax * this.limits.partOfOneClient));
    if (this.#places.countOf(network) > ownMax) this.#cut(this.#places.oldestOf(network, placed));
    if (this.count > this.#connectionsMax) this.#cut(this.#places.oldestOfMost(placed));
    this.#lookForIdle();
  }

  /** It was served just now: its idle time begins anew. */
  touch(placed: Placed): void {
    this.#places.touch(placed);
  }

  /** Its connection is gone. May be called more than once. */
  release(placed: Placed): void {
    this.#places.leave(placed);
  }

  /** The system has no room for a connection that waits to be accepted, and says so in every turn of the loop: no busy wait. */
  makeRoom(): void {
    const victim = this.#places.oldestOfMost(undefined);
    if (victim === undefined) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, napMs);
    else this.#cut(victim);
  }

  /** Frees its place at once, not when its end has been seen: the next cut must not pick the same one. */
  #cut(victim: Placed | undefined): void {
    if (victim === undefined) return;
    this.release(victim);
    victim.cut();
  }

  /** Sooner than planned when time has become shorter for those who are idle already. */
  #lookForIdle(): void {
    if (this.count === 0) return;
    const dueMs = this.#places.oldestServedMs + this.idleTimeoutMs;
    if (dueMs + lookIntervalMs < this.#lookMs) this.#lookAt(dueMs);
  }

  #lookAt(dueMs: number): void {
    this.#callOff?.();
    this.#lookMs = dueMs;
    this.#callOff = this.#clock.after(Math.max(lookIntervalMs, dueMs - this.#clock.monotonicMs()), () => {
      this.#callOff = undefined;
      this.#lookMs = Number.POSITIVE_INFINITY;
      const nextMs = this.#places.expire(this.idleTimeoutMs, this.limits.idleTimeoutMs);
      if (nextMs !== undefined) this.#lookAt(nextMs);
    });
  }
}
