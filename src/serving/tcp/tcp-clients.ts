// The TCP clients of all listening sockets together: how many there may be, who has to make room, whose turn it is and
// how much memory they hold. One for the whole program; refuses to know what they ask.

import { type Clock, systemClock } from '../../base/clock.ts';
import type { Libc } from '../../linux/libc.ts';
import { boundStreams, createStreamStateReader, type StreamBuffers } from '../../linux/stream-socket.ts';
import { TcpMemory, type TcpMemoryLimits } from './tcp-memory.ts';
import { TcpTurns } from './tcp-turns.ts';

export interface TcpLimits extends TcpMemoryLimits {
  /** Of all clients together; see `setConnectionsMax`. */
  readonly connectionsMax: number;
  /** The part of them that one client may have. */
  readonly partOfOneClient: number;
  /** Counts from the last whole query. */
  readonly idleTimeoutMs: number;
  /** How long a client may wait for the next message that it is owed. */
  readonly owedTimeoutMs: number;
  /** How long written replies may take to leave, when we close or somebody waits for them. */
  readonly closeTimeoutMs: number;
  /** The most that the kernel is asked to keep for a connection. */
  readonly kernelBuffers: StreamBuffers;
}

/** A connection, as far as it occupies a place. */
export interface Placed {
  /** Connections of one network share its places. */
  readonly network: string;
  readonly lastQueryMs: number;
  cut(): void;
}

export class TcpClients {
  readonly limits: TcpLimits;
  readonly turns = new TcpTurns();
  readonly memory: TcpMemory;
  readonly #libc: Libc | undefined;
  readonly #byNetwork = new Map<string, Set<Placed>>();
  #connectionsMax = 1;
  #count = 0;

  /** Without `libc` the kernel's buffers are as large as the system lets them grow. */
  constructor(limits: TcpLimits, libc: Libc | undefined, clock: Clock = systemClock) {
    this.limits = limits;
    this.#libc = libc;
    const readStream = libc === undefined ? () => false : createStreamStateReader(libc);
    this.memory = new TcpMemory(limits, clock, readStream);
    this.setConnectionsMax(limits.connectionsMax);
  }

  /** Whether the kernel says what it holds for a connection. */
  get canTell(): boolean {
    return this.#libc !== undefined;
  }

  get count(): number {
    return this.#count;
  }

  get connectionsMax(): number {
    return this.#connectionsMax;
  }

  /** Takes effect at once: connections beyond it are cut. One is always let in, so that TCP is never gone altogether. */
  setConnectionsMax(connectionsMax: number): void {
    this.#connectionsMax = Math.max(1, connectionsMax);
    while (this.#count > this.#connectionsMax) this.#cutOne(undefined);
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
    const own = this.#byNetwork.get(network);
    if (own === undefined) this.#byNetwork.set(network, new Set([placed]));
    else own.add(placed);
    this.#count++;
    const ownMax = Math.max(1, Math.floor(this.#connectionsMax * this.limits.partOfOneClient));
    if (own !== undefined && own.size > ownMax) this.#cut(longestIdle(own, placed));
    if (this.#count > this.#connectionsMax) this.#cutOne(placed);
  }

  /** Its connection is gone. May be called more than once. */
  release(placed: Placed): void {
    const own = this.#byNetwork.get(placed.network);
    if (own === undefined || !own.delete(placed)) return;
    if (own.size === 0) this.#byNetwork.delete(placed.network);
    this.#count--;
  }

  /** Of the client with most connections, the one idle for longest: nobody can keep others out. */
  #cutOne(except: Placed | undefined): void {
    const most = Math.max(...[...this.#byNetwork.values()].map(({ size }) => size));
    const crowd = [...this.#byNetwork.values()].filter(({ size }) => size === most);
    this.#cut(
      longestIdle(
        crowd.flatMap((own) => [...own]),
        except,
      ),
    );
  }

  /** Frees its place at once, not when its end has been seen: the next cut must not pick the same one. */
  #cut(victim: Placed | undefined): void {
    if (victim === undefined) return;
    this.release(victim);
    victim.cut();
  }
}

function longestIdle(placed: Iterable<Placed>, except: Placed | undefined): Placed | undefined {
  let longest: Placed | undefined;
  for (const one of placed) {
    if (one !== except && (longest === undefined || one.lastQueryMs < longest.lastQueryMs)) longest = one;
  }
  return longest;
}
