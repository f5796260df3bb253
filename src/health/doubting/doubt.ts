// One doubt about our own network, from the first unexplained failure to the judgement: who failed, who answered, and when
// time is up. Refuses to know what follows from that.

import type { Clock } from '../../base/clock.ts';

export interface DoubtDependencies {
  readonly clock: Clock;
  /** By then every target has answered or failed, except those with a very long time limit of their own. */
  readonly limitMs: () => number;
  readonly onTimeUp: () => void;
}

export class Doubt {
  readonly sinceMs: number;
  /** When something last vouched for our network before the doubt. */
  readonly vouchedBeforeMs: number;
  readonly #with: DoubtDependencies;
  readonly #failed = new Set<string>();
  readonly #answered = new Set<string>();
  /** Since when targets testify out of turn because no anchor answers; never, while anchors may. */
  #witnessesSinceMs = Number.POSITIVE_INFINITY;
  #callOffTimeUp: () => void = () => undefined;

  constructor(vouchedBeforeMs: number, dependencies: DoubtDependencies) {
    this.#with = dependencies;
    this.vouchedBeforeMs = vouchedBeforeMs;
    this.sinceMs = dependencies.clock.monotonicMs();
    this.extend();
  }

  /** The whole time once more. */
  extend(): void {
    const { clock, limitMs, onTimeUp } = this.#with;
    this.#callOffTimeUp();
    this.#callOffTimeUp = clock.after(limitMs(), onTimeUp);
  }

  /** Targets asked from now on are witnesses. */
  admitWitnesses(): void {
    this.#witnessesSinceMs = this.#with.clock.monotonicMs();
    this.extend();
  }

  get hasWitnesses(): boolean {
    return this.#witnessesSinceMs < Number.POSITIVE_INFINITY;
  }

  recordFailure(key: string): void {
    this.#failed.add(key);
  }

  recordAnswer(key: string, startedMs: number): void {
    if (startedMs >= this.#witnessesSinceMs) this.#answered.add(key);
  }

  get failedCount(): number {
    return this.#failed.size;
  }

  /** Of witnesses. */
  get answeredCount(): number {
    return this.#answered.size;
  }

  end(): void {
    this.#callOffTimeUp();
  }
}
