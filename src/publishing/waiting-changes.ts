// What has changed and is not published yet. Refuses to know how it is published.

import type { Resolution } from '../health/deciding/resolution.ts';
import type { Target } from '../health/target.ts';
import type { ChangedFacts } from './zone-group.ts';

/** What changed: verdicts of targets, and anything else about the names that match. */
export interface Change {
  readonly targets?: Iterable<Target>;
  readonly names?: (resolution: Resolution) => boolean;
}

export class WaitingChanges {
  #targets = new Set<Target>();
  #names: readonly ((resolution: Resolution) => boolean)[] = [];

  add({ targets = [], names }: Change): void {
    for (const target of targets) this.#targets.add(target);
    if (names !== undefined) this.#names = [...this.#names, names];
  }

  take(): ChangedFacts {
    const taken = { targets: this.#targets, names: this.#names };
    this.#targets = new Set();
    this.#names = [];
    return taken;
  }

  /** When signing fails, nothing of what was taken is served: all of it waits again. */
  returnOnFailure<Value>(
    { targets, names }: ChangedFacts,
    outcome: Value | Promise<Value>,
  ): Value | Promise<Value> {
    if (!(outcome instanceof Promise)) return outcome;
    return outcome.catch((error) => {
      for (const target of targets) this.#targets.add(target);
      this.#names = [...names, ...this.#names];
      throw error;
    });
  }
}
