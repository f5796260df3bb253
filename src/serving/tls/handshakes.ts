// Whose handshake is next, and how much of this thread's time they may take together: a signature costs a thousand times what a
// query does, and who floods a server with handshakes must not keep it from those that came to be. Knows no sockets.

import { FairQueue } from '../tcp/fair-queue.ts';

export interface HandshakePace {
  /** Of the thread's time, in the long run: 1 would be all of it. */
  readonly partOfTime: number;
  /** What has been saved up by a server that was asked for none. */
  readonly burstMs: number;
}

/**
 * A quarter of one thread: 500 to 800 handshakes a second with ECDSA P-256, 300 to 500 with RSA 2048. Resolvers keep their
 * connections, and a restart of a large one is what the burst is for.
 */
const usualPace: HandshakePace = { partOfTime: 0.25, burstMs: 100 };

/** What time it is and what is done later; another one for tests. */
export interface Turns {
  nowMs(): number;
  /** Behind all that was put off in this turn of the event loop. */
  soon(act: () => void): void;
  /** In another turn, when others had theirs. */
  later(act: () => void): void;
  after(delayMs: number, act: () => void): void;
}

const eventLoop: Turns = {
  nowMs: () => performance.now(),
  soon: (act) => process.nextTick(act),
  later: (act) => void setImmediate(act),
  after: (delayMs, act) => void setTimeout(act, delayMs),
};

/** False when it came to nothing, at no cost. */
type Begin = () => boolean;

export class Handshakes {
  readonly #pace: HandshakePace;
  readonly #turns: Turns;
  readonly #waiting = new FairQueue<Begin>();
  #creditMs: number;
  #sinceMs: number;
  #isUnderWay = false;
  readonly #costs = new RecentCosts();

  constructor(pace: HandshakePace = usualPace, turns: Turns = eventLoop) {
    this.#pace = pace;
    this.#turns = turns;
    this.#creditMs = pace.burstMs;
    this.#sinceMs = turns.nowMs();
  }

  /** In its turn among all clients; who has several waits behind those of others. `begin` is to be forgotten when its client has left. */
  request(client: string, begin: Begin): void {
    this.#waiting.push(client, begin);
    if (this.#isUnderWay) return;
    this.#isUnderWay = true;
    this.#next();
  }

  forget(client: string, begin: Begin): void {
    this.#waiting.remove(client, begin);
  }

  /** One in each turn of the event loop: queries wait for one at most. */
  #next(): void {
    const beforeMs = this.#turns.nowMs();
    this.#save(beforeMs);
    if (this.#creditMs <= 0) {
      this.#turns.after(Math.ceil(-this.#creditMs / this.#pace.partOfTime) + 1, () => this.#next());
      return;
    }
    if (!this.#beginOne()) {
      this.#isUnderWay = false;
      return;
    }
    this.#turns.soon(() => {
      this.#creditMs -= this.#costs.judge(this.#turns.nowMs() - beforeMs);
      this.#turns.later(() => this.#next());
    });
  }

  #save(nowMs: number): void {
    const { partOfTime, burstMs } = this.#pace;
    this.#creditMs = Math.min(burstMs, this.#creditMs + (nowMs - this.#sinceMs) * partOfTime);
    this.#sinceMs = nowMs;
  }

  #beginOne(): boolean {
    for (;;) {
      const begin = this.#waiting.shift();
      if (begin === undefined) return false;
      if (begin()) return true;
    }
  }
}

/** Odd, for the one in the middle. */
const costsKept = 15;
/** With a resumed session one costs half, with an RSA key of another size four times as much. */
const timesUsualMax = 4;

/**
 * What a handshake cost. On a busy machine this thread is put aside in the middle of one, and the time that others had would be
 * taken for its cost: none counts for more than a few times what is usual.
 */
class RecentCosts {
  readonly #recent: number[] = [];
  #next = 0;

  judge(elapsedMs: number): number {
    this.#recent[this.#next] = elapsedMs;
    this.#next = (this.#next + 1) % costsKept;
    const usualMs =
      [...this.#recent].sort((one, other) => one - other)[this.#recent.length >> 1] ?? elapsedMs;
    return Math.min(elapsedMs, usualMs * timesUsualMax);
  }
}
