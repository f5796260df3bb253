// The memory that all TCP clients hold together: what waits here and what the kernel keeps for them. Measured a few times a
// second; resets clients that acknowledge nothing and, when it is too much, those that hold most. Knows no queries.

import type { Clock } from '../../base/clock.ts';
import type { ReadStreamState, StreamState } from '../../linux/stream-socket.ts';

/** A connection, as far as it takes memory. */
export interface Holder {
  /** In this process: queries that are not answered, and replies that the kernel has not accepted. */
  readonly octetsWaiting: number;
  readonly repliesWaiting: number;
  /** Of replies, handed to the kernel since the connection began. */
  readonly octetsHanded: number;
  readonly fd: number | undefined;
  /** Only for us: it is among those measured. A look into a map for each reply would cost more than all else here. */
  isWatched: boolean;
  /** The client has acknowledged all that was sent. */
  onAllAcknowledged(): void;
  cut(): void;
}

export interface TcpMemoryLimits {
  /** Of all connections together. */
  readonly octetsMax: number;
  /** How long a client may acknowledge nothing of what was sent to it. */
  readonly stallTimeoutMs: number;
  /** The same while more than half of `octetsMax` is held. */
  readonly stallTimeoutPressedMs: number;
}

/** As measured at the last look. */
interface Hold {
  octets: number;
  unsentOctets: number;
  acknowledgedOctets: number;
  /** Since when it has acknowledged nothing more. */
  stillSinceMs: number;
}

/** Several looks within the shortest time for which a client may stall; one at a connection takes microseconds. */
const lookIntervalMs = 200;
/** Once there is too much, make room down to this part, so that it is not needed again soon. */
const relievedPart = 0.75;

export class TcpMemory {
  readonly #limits: TcpMemoryLimits;
  readonly #clock: Clock;
  readonly #readStream: ReadStreamState;
  readonly #stream: StreamState = { unsentOctets: 0, unreadOctets: 0, acknowledgedOctets: 0 };
  /** Connections that may hold something: they were sent something after they were last measured to hold nothing. */
  readonly #holds = new Map<Holder, Hold>();
  /** At the last look. */
  #octets = 0;
  /** How much may have been added since. */
  #grownOctets = 0;
  #callOff: (() => void) | undefined;
  #isSoon = false;

  /** Where `readStream` cannot tell, only what waits in this process counts. */
  constructor(limits: TcpMemoryLimits, clock: Clock, readStream: ReadStreamState) {
    this.#limits = limits;
    this.#clock = clock;
    this.#readStream = readStream;
  }

  /** Of all connections together, at the last look. */
  get octets(): number {
    return this.#octets;
  }

  /** To be called for all that is sent, and for queries that have to wait. */
  watch(holder: Holder, grownOctets: number): void {
    if (!holder.isWatched) this.#begin(holder);
    this.#grownOctets += grownOctets;
    const isTooMuch = this.#octets + this.#grownOctets > this.#limits.octetsMax;
    if (this.#callOff === undefined || (isTooMuch && !this.#isSoon)) this.#lookAfter(isTooMuch);
  }

  /** Its connection is gone. */
  forget(holder: Holder): void {
    holder.isWatched = false;
    this.#holds.delete(holder);
  }

  /** Of replies, since the connection began; taken by the kernel, where it does not say more. */
  acknowledgedOctetsOf({ octetsHanded, fd }: Holder): number {
    return this.#read(fd) ? this.#stream.acknowledgedOctets : octetsHanded;
  }

  /** False also when the kernel does not say. */
  hasAcknowledgedAll({ repliesWaiting, fd }: Holder): boolean {
    return repliesWaiting === 0 && this.#read(fd) && this.#stream.unsentOctets === 0;
  }

  #begin(holder: Holder): void {
    const stillSinceMs = this.#clock.monotonicMs();
    holder.isWatched = true;
    this.#holds.set(holder, { octets: 0, unsentOctets: 0, acknowledgedOctets: 0, stillSinceMs });
  }

  #read(fd: number | undefined): boolean {
    return fd !== undefined && this.#readStream(fd, this.#stream);
  }

  #lookAfter(isSoon: boolean): void {
    this.#callOff?.();
    this.#isSoon = isSoon;
    this.#callOff = this.#clock.after(isSoon ? 0 : lookIntervalMs, () => {
      this.#callOff = undefined;
      this.#look();
      if (this.#holds.size > 0 && this.#callOff === undefined) this.#lookAfter(false);
    });
  }

  #look(): void {
    const nowMs = this.#clock.monotonicMs();
    this.#octets = 0;
    this.#grownOctets = 0;
    for (const [holder, hold] of this.#holds) {
      this.#measure(holder, hold, nowMs);
      if (hold.octets === 0) this.forget(holder);
      if (hold.unsentOctets === 0) holder.onAllAcknowledged();
    }
    const { octetsMax, stallTimeoutMs, stallTimeoutPressedMs } = this.#limits;
    const patienceMs = this.#octets > octetsMax / 2 ? stallTimeoutPressedMs : stallTimeoutMs;
    for (const [holder, hold] of this.#holds) {
      if (hold.unsentOctets > 0 && nowMs - hold.stillSinceMs >= patienceMs) this.#cut(holder, hold);
    }
    if (this.#octets > octetsMax) this.#relieve(nowMs);
  }

  #measure(holder: Holder, hold: Hold, nowMs: number): void {
    const { repliesWaiting } = holder;
    const isKnown = this.#read(holder.fd);
    const { unsentOctets, unreadOctets } = this.#stream;
    const acknowledgedOctets = isKnown ? this.#stream.acknowledgedOctets : holder.octetsHanded;
    hold.unsentOctets = repliesWaiting + (isKnown ? unsentOctets : 0);
    hold.octets = holder.octetsWaiting + (isKnown ? unsentOctets + unreadOctets : 0);
    if (hold.unsentOctets === 0 || acknowledgedOctets !== hold.acknowledgedOctets) hold.stillSinceMs = nowMs;
    hold.acknowledgedOctets = acknowledgedOctets;
    this.#octets += hold.octets;
  }

  /** First those that stall, then those that hold most: a client that reads its replies holds next to nothing. */
  #relieve(nowMs: number): void {
    const isStalled = ({ stillSinceMs }: Hold) => (nowMs - stillSinceMs >= lookIntervalMs ? 1 : 0);
    const order = [...this.#holds].sort(([, a], [, b]) => isStalled(b) - isStalled(a) || b.octets - a.octets);
    for (const [holder, hold] of order) {
      if (this.#octets <= this.#limits.octetsMax * relievedPart) return;
      this.#cut(holder, hold);
    }
  }

  #cut(holder: Holder, hold: Hold): void {
    this.forget(holder);
    this.#octets -= hold.octets;
    holder.cut();
  }
}
