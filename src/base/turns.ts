// Work that would block the event loop, done in pieces: a few milliseconds in each of its turns, and a share of the time where
// turns take long anyway. Refuses to know what the work is.

import type { Clock } from './clock.ts';

/** A probe that is due and a change that is to be served wait no longer than that. */
const turnMsMin = 2;
/**
 * Where everything else takes the event loop long, on a machine that is busy, a turn lasts as long as this share of that: nobody
 * notices who waits for the rest anyway, and work that takes 175 turns is not starved by turns of a quarter of a second each.
 */
const shareMax = 0.1;
const turnMsMax = 10;
/** However coarse the clock. */
const stepsPerMsMax = 100;

export class Turns {
  readonly #clock: Clock;
  #work: Iterator<void> | undefined;
  #busyMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isBusy(): boolean {
    return this.#work !== undefined;
  }

  /** Instead of what is under way. `onDone` learns how long it took, without the pauses. */
  run(work: Iterator<void>, onDone: (busyMs: number) => void): void {
    this.#work = work;
    this.#busyMs = 0;
    this.#turn(work, onDone, turnMsMin);
  }

  stop(): void {
    this.#work = undefined;
  }

  #turn(work: Iterator<void>, onDone: (busyMs: number) => void, turnMs: number): void {
    if (this.#work !== work) return;
    const startedMs = this.#clock.monotonicMs();
    let isDone = false;
    for (let steps = 0; !isDone && steps < stepsPerMsMax * turnMs; steps++) {
      isDone = work.next().done === true;
      if (this.#clock.monotonicMs() - startedMs >= turnMs) break;
    }
    const endedMs = this.#clock.monotonicMs();
    this.#busyMs += endedMs - startedMs;
    if (!isDone) {
      setImmediate(() => {
        const othersMs = this.#clock.monotonicMs() - endedMs;
        this.#turn(work, onDone, Math.min(turnMsMax, Math.max(turnMsMin, shareMax * othersMs)));
      });
      return;
    }
    this.#work = undefined;
    onDone(this.#busyMs);
  }
}
