// Notices when the thread of the query log does not come round: it waits for a disk or a network file system that does not answer,
// and can say so itself no more. Refuses to know threads.

import type { Clock } from '../base/clock.ts';
import { repeatEvery } from '../base/repeat-every.ts';

/** The thread comes round several times a second; a disk that spins up takes seconds. */
export const stallMs = 10_000;
const lookEveryMs = 2000;

export interface StallWatchDependencies {
  readonly clock: Clock;
  /** How often the thread has come round. */
  readonly turns: () => number;
  readonly onStall: () => void;
  readonly onMoving: () => void;
}

export class StallWatch {
  readonly #with: StallWatchDependencies;
  #turns: number;
  #movedMs: number;
  #isStalled = false;
  readonly stop: () => void;

  constructor(dependencies: StallWatchDependencies) {
    const { clock, turns } = dependencies;
    this.#with = dependencies;
    this.#turns = turns();
    this.#movedMs = clock.monotonicMs();
    this.stop = repeatEvery(clock, lookEveryMs, () => this.#look());
  }

  #look(): void {
    const { clock, turns, onStall, onMoving } = this.#with;
    const now = turns();
    if (now !== this.#turns) {
      this.#turns = now;
      this.#movedMs = clock.monotonicMs();
      if (this.#isStalled) onMoving();
      this.#isStalled = false;
    } else if (!this.#isStalled && clock.monotonicMs() - this.#movedMs >= stallMs) {
      this.#isStalled = true;
      onStall();
    }
  }
}
