// What a transfer holds of the gate: whether it may go on now, and who is to know when it may. Refuses to know how that is decided.

export interface Pass {
  readonly isOpen: boolean;
  /** Before each message: whether it may be sent. If not, the transfer waits for its next turn from now on. */
  use(): boolean;
  /** Called once, when it opens. */
  whenOpen(act: () => void): void;
  /** At the end, or to wait no longer. */
  close(): void;
}

/** What one address has at the gate. */
export interface PeerPasses {
  readonly address: string;
  /** Those that had a place, and want it back: first, for secondaries are less patient once it has begun (Knot: 5 s). */
  readonly returned: Set<GatePass>;
  /** Those that had none yet. Each of both in the order in which they came. */
  readonly fresh: Set<GatePass>;
  /** Of all passes. */
  count: number;
  runningCount: number;
  /** When it was let in last; the first turn of all is 1. */
  lastTurn: number;
}

interface GateLinks {
  readonly use: () => void;
  readonly leave: () => void;
}

export class GatePass implements Pass {
  readonly peer: PeerPasses;
  readonly #links: GateLinks;
  #act: (() => void) | undefined;
  isOpen = false;
  usedMs = 0;
  #isClosed = false;

  constructor(peer: PeerPasses, links: GateLinks) {
    this.peer = peer;
    this.#links = links;
  }

  use(): boolean {
    if (!this.#isClosed) this.#links.use();
    return this.isOpen;
  }

  whenOpen(act: () => void): void {
    if (this.isOpen) act();
    else this.#act = act;
  }

  open(): void {
    this.isOpen = true;
    const act = this.#act;
    this.#act = undefined;
    act?.();
  }

  shut(): void {
    this.isOpen = false;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#act = undefined;
    this.#links.leave();
  }
}
