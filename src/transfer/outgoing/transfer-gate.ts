// How many zones leave at once, and who is next. Refuses to know what a transfer is.

/**
 * Each takes its turns between queries, a millisecond for every 64 KiB: more at once finish none of them sooner, and hold
 * versions of zones in memory for longer.
 */
const runningMax = 10;
/** Half: whoever opens many, or stopped reading, leaves room for others. */
const runningPerPeerMax = 5;
/** A secondary that starts anew asks for all of its zones at once. */
const waitingPerPeerMax = 256;
/** Each is an open connection; there are fewer than that before long. */
const waitingMax = 1024;

export interface Pass {
  readonly isOpen: boolean;
  /** Called once, when it opens. */
  whenOpen(act: () => void): void;
  /** At the end, or to wait no longer. */
  close(): void;
}

class OwnPass implements Pass {
  readonly peer: string;
  readonly #onClose: (pass: OwnPass) => void;
  #act: (() => void) | undefined;
  isOpen = false;
  #isClosed = false;

  constructor(peer: string, onClose: (pass: OwnPass) => void) {
    this.peer = peer;
    this.#onClose = onClose;
  }

  whenOpen(act: () => void): void {
    if (this.isOpen) act();
    else this.#act = act;
  }

  open(): void {
    this.isOpen = true;
    this.#act?.();
    this.#act = undefined;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#act = undefined;
    this.#onClose(this);
  }
}

export class TransferGate {
  readonly #running = new Set<OwnPass>();
  readonly #waiting = new Set<OwnPass>();

  get runningCount(): number {
    return this.#running.size;
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  /** Nothing when too many wait. */
  enter(peer: string): Pass | undefined {
    if (this.#waiting.size >= waitingMax || countOf(this.#waiting, peer) >= waitingPerPeerMax)
      return undefined;
    const pass = new OwnPass(peer, (closed) => {
      this.#waiting.delete(closed);
      if (this.#running.delete(closed)) this.#openNext();
    });
    this.#waiting.add(pass);
    this.#openNext();
    return pass;
  }

  /** Whoever has fewest under way, in the order in which they came: no crowd that waits makes another peer wait for all of it. */
  #openNext(): void {
    while (this.#running.size < runningMax) {
      const next = this.#findNext();
      if (next === undefined) return;
      this.#waiting.delete(next);
      this.#running.add(next);
      next.open();
    }
  }

  #findNext(): OwnPass | undefined {
    let next: OwnPass | undefined;
    let fewest = runningPerPeerMax;
    for (const pass of this.#waiting) {
      const running = countOf(this.#running, pass.peer);
      if (running >= fewest) continue;
      next = pass;
      fewest = running;
    }
    return next;
  }
}

function countOf(passes: ReadonlySet<OwnPass>, peer: string): number {
  let count = 0;
  for (const pass of passes) if (pass.peer === peer) count++;
  return count;
}
