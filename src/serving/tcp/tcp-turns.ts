// Who is answered next: TCP connections take turns, so that no client's flood of queries makes another wait, and one turn
// of the event loop holds only so much answering, which leaves time for timers, probes and control. Knows no sockets.
//
// While nobody waits, a connection is served the moment its queries come. Beyond what fits into a turn it waits; whoever
// waits gets a little in each round. A connection that was not served in this round yet goes first: a client that asks one
// thing at a time is answered at once beside hundreds that pipeline.

/** A connection, as far as it is served. Work is counted in units of about a microsecond; see `workOf`. */
export interface Served {
  /** Does up to `workMax`, or a little more, and returns how much it was. */
  serve(workMax: number): number;
  /** True when it could go on at once. */
  readonly hasMore: boolean;
  /** The round in which it was served last; only for us. */
  round: number;
  isWaiting: boolean;
}

/** For a reply: one, and more for a long one, whose octets are copied twice. */
export function workOf(replyOctets: number): number {
  return 1 + (replyOctets >> 9);
}

/** In one turn: about a millisecond for those who wait, and a little more for those whose queries come in between. */
const waitingWorkMax = 1000;
const freshWorkMax = 1500;
/**
 * When somebody connected: libuv accepts one connection per turn, and others that connect should not wait for long. Behind the 511
 * that fit into the kernel's queue, a client waits for as many turns.
 */
const hurriedWorkMax = 150;
const hurriedFreshWorkMax = 300;
/** While nobody waits: all that one read usually brings, answered with one write. */
const aloneWorkMax = 250;
/** While others wait. A round of 512 connections takes some 15 ms; less at a time, and system calls would be most of it. */
const sharedWorkMax = 16;
/** For serving a connection at all: its replies leave by a system call of their own. */
const visitWork = 10;
/** Before it matters whether the turn is over: a setImmediate for each dozen queries costs 5 % of all CPU. */
const unmindedWork = 800;

export class TcpTurns {
  readonly #defer: (act: () => void) => void;
  /** Still to be served in this round, from `#next` on; and those that have been served, and have more. */
  #waiting: Served[] = [];
  #next = 0;
  #later: Served[] = [];
  #round = 1;
  #spent = 0;
  #isDeferred = false;
  #isHurried = false;
  /** While one is served, another may become ready: it waits, as replies are put together in memory that all share. */
  #isServing = false;

  constructor(defer: (act: () => void) => void = setImmediate) {
    this.#defer = defer;
  }

  /** Queries have come, or there is room for replies again. */
  request(served: Served): void {
    if (served.isWaiting) return;
    const isServed = served.round === this.#round;
    const workMax = this.#isHurried ? hurriedFreshWorkMax : freshWorkMax;
    const isRoomLeft = this.#spent < workMax && !this.#isServing;
    if (isRoomLeft && !(isServed && this.#isContended())) this.#serve(served);
    else this.#enqueue(served, isServed ? this.#later : this.#waiting);
    if (this.#spent >= unmindedWork || this.#isContended()) this.#deferTurn();
  }

  /** Somebody connected, and others may be waiting to. */
  hurry(): void {
    this.#isHurried = true;
  }

  #isContended(): boolean {
    return this.#next < this.#waiting.length || this.#later.length > 0;
  }

  #serve(served: Served): void {
    served.round = this.#round;
    this.#isServing = true;
    this.#spent += visitWork + served.serve(this.#isContended() ? sharedWorkMax : aloneWorkMax);
    this.#isServing = false;
    // It may have asked for another turn meanwhile.
    if (served.hasMore && !served.isWaiting) this.#enqueue(served, this.#later);
  }

  #enqueue(served: Served, queue: Served[]): void {
    served.isWaiting = true;
    queue.push(served);
  }

  #deferTurn(): void {
    if (this.#isDeferred) return;
    this.#isDeferred = true;
    this.#defer(() => {
      this.#isDeferred = false;
      this.#turn();
    });
  }

  #turn(): void {
    const workMax = this.#isHurried ? hurriedWorkMax : waitingWorkMax;
    this.#isHurried = false;
    this.#spent = 0;
    while (this.#spent < workMax && this.#isContended()) {
      if (this.#next === this.#waiting.length) this.#beginRound();
      const served = this.#waiting[this.#next++] as Served;
      served.isWaiting = false;
      this.#serve(served);
    }
    // Everybody was served: begin a new round, in which nobody was yet.
    if (!this.#isContended()) this.#beginRound();
    this.#spent = 0;
    if (this.#isContended()) this.#deferTurn();
  }

  #beginRound(): void {
    this.#waiting = this.#later;
    this.#later = [];
    this.#next = 0;
    this.#round++;
  }
}
