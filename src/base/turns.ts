// Work that would block the event loop, done in pieces: a few milliseconds in each of its turns. Refuses to know what the work is.

import type { Clock } from './clock.ts';

/** A probe that is due and a change that is to be served wait no longer than that. */
const turnMsMax = 2;
/** However coarse the clock. */
const stepsPerTurnMax = 200;

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
    this.#turn(work, onDone);
  }

  stop(): void {
    this.#work = undefined;
  }

  #turn(work: Iterator<void>, onDone: (busyMs: number) => void): void {
    if (this.#work !== work) return;
    const startedMs = this.#clock.monotonicMs();
    let isDone = false;
    for (let steps = 0; !isDone && steps < stepsPerTurnMax; steps++) {
      isDone = work.next().done === true;
      if (this.#clock.monotonicMs() - startedMs >= turnMsMax) break;
    }
    this.#busyMs += this.#clock.monotonicMs() - startedMs;
    if (!isDone) {
      setImmediate(() => this.#turn(work, onDone));
      return;
    }
    this.#work = undefined;
    onDone(this.#busyMs);
  }
}
