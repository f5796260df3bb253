// Whether the process is alive, judged from signs collected in rounds. Pure: no clock, no sockets.
//
// A thread that answers is alive if it answered anybody since the last round, a stranger or us. The main thread is alive if its
// loop turned or it answered somebody: a turn that takes seconds because strangers keep it busy is fine. Time is counted
// in rounds, which do not happen while the process does not run (SIGSTOP, a suspended or swapping machine).

export interface WorkerSigns {
  readonly hasAnsweredUs: boolean;
  /** Replies to others so far. */
  readonly replies: number;
}

export interface MainSigns {
  /** Turns of the loop so far. */
  readonly turns: number;
  readonly replies: number;
  /** It has found and reported trouble itself. */
  readonly hasTrouble: boolean;
  /** It announced that it may be busy for a while. */
  readonly isAtLongWork: boolean;
}

export interface Signs {
  /** This round is late: the whole process was kept from running, and nobody had time to answer. */
  readonly isLate: boolean;
  readonly workers: readonly WorkerSigns[];
  readonly main: MainSigns;
}

/** For how many rounds the main thread may be silent. */
export interface Patience {
  readonly rounds: number;
  readonly longWorkRounds: number;
}

export type Trouble =
  | { readonly kind: 'worker'; readonly index: number; readonly silentRounds: number }
  | { readonly kind: 'main'; readonly silentRounds: number }
  | { readonly kind: 'reported' };

/** Remembers the previous round. */
export class LifeJudge {
  readonly #patience: Patience;
  readonly #workers: { replies: number; silentRounds: number }[];
  #main = { turns: 0, replies: 0, silentRounds: 0 };
  #wasExcused = false;

  constructor(workerCount: number, patience: Patience) {
    this.#patience = patience;
    this.#workers = Array.from({ length: workerCount }, () => ({ replies: 0, silentRounds: 0 }));
  }

  /** Returns nothing if all is well. */
  judge({ isLate, workers, main }: Signs): Trouble | undefined {
    // Not twice in a row: on a machine where every round is late nothing would ever be judged.
    this.#wasExcused = isLate && !this.#wasExcused;
    if (this.#wasExcused) return undefined;
    for (const [index, { replies, hasAnsweredUs }] of workers.entries()) {
      const before = this.#workers[index];
      if (before === undefined) continue;
      const isAlive = hasAnsweredUs || replies !== before.replies;
      before.replies = replies;
      before.silentRounds = isAlive ? 0 : before.silentRounds + 1;
    }
    const isMoving = main.turns !== this.#main.turns || main.replies !== this.#main.replies;
    const silentRounds = isMoving ? 0 : this.#main.silentRounds + 1;
    this.#main = { turns: main.turns, replies: main.replies, silentRounds };
    return this.#findTrouble(main);
  }

  #findTrouble({ hasTrouble, isAtLongWork }: MainSigns): Trouble | undefined {
    const index = this.#workers.findIndex(({ silentRounds }) => silentRounds > 0);
    const worker = this.#workers[index];
    if (worker !== undefined) return { kind: 'worker', index, silentRounds: worker.silentRounds };
    const { silentRounds } = this.#main;
    const { rounds, longWorkRounds } = this.#patience;
    if (silentRounds > (isAtLongWork ? longWorkRounds : rounds)) return { kind: 'main', silentRounds };
    return hasTrouble ? { kind: 'reported' } : undefined;
  }
}
