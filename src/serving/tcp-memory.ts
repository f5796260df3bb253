// The memory that TCP clients take, all together: what waits here and what the kernel keeps for them. Looks after it a few
// times a second, resets who takes nothing of what was sent, and, when it is too much, whoever holds most. Knows no queries.

import type { Clock } from '../base/clock.ts';
import type { ReadStreamState, StreamState } from '../linux/stream-socket.ts';

/** A connection, as far as it takes memory. */
export interface Holder {
  /** In this process: queries that are not answered, and replies that the kernel has not taken. */
  readonly octetsWaiting: number;
  readonly repliesWaiting: number;
  /** Of replies, that the kernel has taken since the connection began. */
  readonly octetsHanded: number;
  readonly fd: number | undefined;
  /** Only for us: it is looked at. A look-up for each reply would cost more than all else here. */
  isWatched: boolean;
  /** The client has acknowledged all that was sent. */
  onAllTaken(): void;
  cut(): void;
}

export interface TcpMemoryLimits {
  /** Of all connections together. */
  readonly octetsMax: number;
  /** How long a client may take nothing of what was sent to it. */
  readonly stallTimeoutMs: number;
  /** The same while more than half of `octetsMax` is held. */
  readonly stallTimeoutPressedMs: number;
}

/** What was seen at the last look. */
interface Hold {
  octets: number;
  unsentOctets: number;
  takenOctets: number;
  /** Since when nothing more of it was taken. */
  stillSinceMs: number;
}

/** Several looks within the shortest time that a client may stall; a look at a connection takes microseconds. */
const lookIntervalMs = 200;
/** Who has too much to hold makes this much room, so that it is not soon done again. */
const relievedPart = 0.75;

export class TcpMemory {
  readonly #limits: TcpMemoryLimits;
  readonly #clock: Clock;
  readonly #readStream: ReadStreamState;
  readonly #stream: StreamState = { unsentOctets: 0, unreadOctets: 0, acknowledgedOctets: 0 };
  /** Those who may hold something, because something was sent to them since they were seen to hold nothing. */
  readonly #holds = new Map<Holder, Hold>();
  /** At the last look. */
  #octets = 0;
  /** What may have come to that since. */
  #grownOctets = 0;
  #callOff: (() => void) | undefined;
  #isSoon = false;

  /** Where `readStream` cannot tell, only what waits in this process is known. */
  constructor(limits: TcpMemoryLimits, clock: Clock, readStream: ReadStreamState) {
    this.#limits = limits;
    this.#clock = clock;
    this.#readStream = readStream;
  }

  /** Of all connections together, at the last look. */
  get octets(): number {
    return this.#octets;
  }

  /** To be told of all that is sent, and of queries that have to wait. */
  note(holder: Holder, octets: number): void {
    if (!holder.isWatched) this.#watch(holder);
    this.#grownOctets += octets;
    const isTooMuch = this.#octets + this.#grownOctets > this.#limits.octetsMax;
    if (this.#callOff === undefined || (isTooMuch && !this.#isSoon)) this.#lookAfter(isTooMuch);
  }

  /** Its connection is gone. */
  forget(holder: Holder): void {
    holder.isWatched = false;
    this.#holds.delete(holder);
  }

  /** False also when nobody can tell. */
  hasTakenAll({ repliesWaiting, fd }: Holder): boolean {
    return repliesWaiting === 0 && this.#read(fd) && this.#stream.unsentOctets === 0;
  }

  #watch(holder: Holder): void {
    const stillSinceMs = this.#clock.monotonicMs();
    holder.isWatched = true;
    this.#holds.set(holder, { octets: 0, unsentOctets: 0, takenOctets: 0, stillSinceMs });
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
      if (hold.unsentOctets === 0) holder.onAllTaken();
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
    const { unsentOctets, unreadOctets, acknowledgedOctets } = this.#stream;
    const takenOctets = isKnown ? acknowledgedOctets : holder.octetsHanded;
    hold.unsentOctets = repliesWaiting + (isKnown ? unsentOctets : 0);
    hold.octets = holder.octetsWaiting + (isKnown ? unsentOctets + unreadOctets : 0);
    if (hold.unsentOctets === 0 || takenOctets !== hold.takenOctets) hold.stillSinceMs = nowMs;
    hold.takenOctets = takenOctets;
    this.#octets += hold.octets;
  }

  /** First those who stall, then whoever holds most: a client that reads its replies holds next to nothing. */
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
