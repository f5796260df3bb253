// By which rules a thread answers, beside what there is to answer: the operator's policy made ready for use, views of the memory
// that all threads share, and the time. One for each thread, whose answering functions all look at it.

import { type ServingPolicy, usualPolicy } from '../policy.ts';
import { type SharedRules, shareRules } from './shared-rules.ts';

export class Rules {
  readonly shared: SharedRules;
  /** Never set back; since a moment that is the same for all threads. */
  nowMs = 0;
  /** The time of day, which others share. */
  wallSeconds = 0;
  #policy: ServingPolicy = usualPolicy;

  constructor(shared: SharedRules = shareRules()) {
    this.shared = shared;
    this.tick();
  }

  get policy(): ServingPolicy {
    return this.#policy;
  }

  /** From the next query on. */
  apply(policy: ServingPolicy): void {
    this.#policy = policy;
  }

  /** Reads the clock: once for a batch, not for each query. */
  tick(): void {
    this.nowMs = Math.trunc(performance.timeOrigin + performance.now());
    this.wallSeconds = Math.trunc(Date.now() / 1000);
  }
}
