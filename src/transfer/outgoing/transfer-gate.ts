// How many zones leave at once, and who is next. A place is for sending: who does not use it, or has more than its share, gives it
// up while others wait, and asks again when it could go on. Refuses to know what a transfer is.

import type { Clock } from '../../base/clock.ts';
import { GatePass, type Pass, type PeerPasses } from './gate-pass.ts';

/**
 * Each takes its turns between queries, a millisecond for every 64 KiB: more at once finish none of them sooner, and hold
 * versions of zones in memory for longer.
 */
const runningMax = 10;
/** Half: whoever opens many leaves room for others, who then need not wait for a place to be taken back. */
const runningPerPeerMax = 5;
/** A secondary that starts anew asks for all of its zones at once. */
const waitingPerPeerMax = 256;
/** Each is an open connection; there are fewer than that before long. */
const waitingMax = 1024;
/**
 * Who was sent nothing for that long while others wait loses its place: 64 KiB take less over any link that zones are worth sending
 * over. Checked as often, so that it may be twice as long.
 */
const unusedMsMax = 1000;

export class TransferGate {
  readonly #clock: Clock;
  readonly #peers = new Map<string, PeerPasses>();
  /** The one first that was not used for longest. */
  readonly #running = new Set<GatePass>();
  /** All others: those that wait, and those that were sent away and have not come back. */
  #otherCount = 0;
  #turns = 0;
  #callOff: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get runningCount(): number {
    return this.#running.size;
  }

  get waitingCount(): number {
    return this.#otherCount;
  }

  /** Nothing when too many wait. */
  enter(address: string): Pass | undefined {
    const peer = this.#peers.get(address) ?? {
      address,
      returned: new Set(),
      fresh: new Set(),
      count: 0,
      runningCount: 0,
      lastTurn: 0,
    };
    if (this.#otherCount >= waitingMax || peer.count - peer.runningCount >= waitingPerPeerMax)
      return undefined;
    this.#peers.set(address, peer);
    const pass = new GatePass(peer, {
      use: () => this.#use(pass),
      leave: () => this.#leave(pass),
    });
    peer.count++;
    this.#otherCount++;
    peer.fresh.add(pass);
    this.#proceed();
    return pass;
  }

  #use(pass: GatePass): void {
    if (pass.isOpen) {
      pass.usedMs = this.#clock.monotonicMs();
      this.#running.delete(pass);
      this.#running.add(pass);
    } else if (!pass.peer.fresh.has(pass) && !pass.peer.returned.has(pass)) {
      pass.peer.returned.add(pass);
      this.#proceed();
    }
  }

  #leave(pass: GatePass): void {
    const { peer } = pass;
    if (pass.isOpen) this.#sendAway(pass);
    stopWaiting(pass);
    this.#otherCount--;
    peer.count--;
    if (peer.count === 0) this.#peers.delete(peer.address);
    this.#proceed();
  }

  #proceed(): void {
    while (this.#openNext()) {
      // Until nobody waits, or there is no place for whoever does.
    }
    const isAwaited = this.#peersWaiting().length > 0;
    if (!isAwaited) this.#callOff?.();
    this.#callOff = isAwaited ? (this.#callOff ?? this.#lookLater()) : undefined;
  }

  #lookLater(): () => void {
    return this.#clock.after(unusedMsMax, () => {
      this.#callOff = undefined;
      this.#proceed();
    });
  }

  #openNext(): boolean {
    for (const peer of this.#peersWaiting()) {
      const [returned] = peer.returned;
      const [fresh] = peer.fresh;
      const pass = returned ?? fresh;
      if (pass === undefined || !this.#makeRoomFor(peer)) continue;
      this.#open(pass);
      return true;
    }
    return false;
  }

  /** Whoever has fewest under way first, then whoever had its last turn longest ago: no crowd makes another peer wait for all of it. */
  #peersWaiting(): PeerPasses[] {
    const peers = [...this.#peers.values()].filter(({ returned, fresh }) => returned.size + fresh.size > 0);
    return peers.sort((a, b) => a.runningCount - b.runningCount || a.lastTurn - b.lastTurn);
  }

  #makeRoomFor(peer: PeerPasses): boolean {
    const isFull = this.#running.size >= runningMax;
    const isCapped = peer.runningCount >= runningPerPeerMax;
    if (!isFull && !isCapped) return true;
    const loser = isCapped ? this.#findUnused(peer) : (this.#findUnused() ?? this.#findBeyondShare(peer));
    if (loser === undefined) return false;
    this.#sendAway(loser);
    return true;
  }

  #findUnused(of?: PeerPasses): GatePass | undefined {
    const sinceMs = this.#clock.monotonicMs() - unusedMsMax;
    for (const pass of this.#running) {
      if (pass.usedMs > sinceMs) return undefined;
      if (of === undefined || pass.peer === of) return pass;
    }
    return undefined;
  }

  /** Of whoever has most, where it keeps more than the other one had: whoever has one only keeps it, and nobody swaps to and fro. */
  #findBeyondShare(other: PeerPasses): GatePass | undefined {
    let most = other.runningCount + 1;
    let found: GatePass | undefined;
    for (const pass of this.#running) {
      if (pass.peer.runningCount <= most) continue;
      most = pass.peer.runningCount;
      found = pass;
    }
    return found;
  }

  #open(pass: GatePass): void {
    const { peer } = pass;
    stopWaiting(pass);
    peer.runningCount++;
    peer.lastTurn = ++this.#turns;
    this.#otherCount--;
    pass.usedMs = this.#clock.monotonicMs();
    this.#running.add(pass);
    pass.open();
  }

  #sendAway(pass: GatePass): void {
    this.#running.delete(pass);
    pass.peer.runningCount--;
    this.#otherCount++;
    pass.shut();
  }
}

function stopWaiting(pass: GatePass): void {
  pass.peer.returned.delete(pass);
  pass.peer.fresh.delete(pass);
}
