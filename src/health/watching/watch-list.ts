// All watched targets, how many of them could still fall, and who waits for their first outcomes. Refuses to know when and
// why anything about a target changes.

import type { Standing } from '../doubting/judge-doubt.ts';
import type { Watch } from './watch.ts';

interface Waiter {
  readonly missing: Set<Watch>;
  readonly resolve: () => void;
}

export class WatchList {
  readonly #watches = new Map<string, Watch>();
  /** Kept up to date change by change: in doubt it is read with every outcome, and there may be 10,000 targets. */
  readonly #standing = { count: 0, failing: 0 };
  readonly #waiters = new Set<Waiter>();

  get(key: string): Watch | undefined {
    return this.#watches.get(key);
  }

  [Symbol.iterator](): Iterator<Watch> {
    return this.#watches.values();
  }

  add(watch: Watch): void {
    this.#watches.set(watch.target.key, watch);
    this.#count(watch, 1);
  }

  remove(watch: Watch): void {
    this.#watches.delete(watch.target.key);
    this.#count(watch, -1);
    this.markReported(watch);
  }

  /** Whatever bears on `standing` changes in here. */
  update(watch: Watch, change: () => void): void {
    this.#count(watch, -1);
    change();
    this.#count(watch, 1);
  }

  get standing(): Standing {
    return this.#standing;
  }

  markReported(watch: Watch): void {
    watch.hasReported = true;
    for (const waiter of this.#waiters) {
      waiter.missing.delete(watch);
      if (waiter.missing.size > 0) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }

  /** Resolves when each target has had an outcome, has a remembered verdict, or is no longer watched. */
  firstOutcomes(): Promise<void> {
    const missing = new Set([...this.#watches.values()].filter(({ hasReported }) => !hasReported));
    return new Promise((resolve) => {
      if (missing.size === 0) resolve();
      else this.#waiters.add({ missing, resolve });
    });
  }

  #count(watch: Watch, sign: 1 | -1): void {
    if (!watch.isStanding) return;
    this.#standing.count += sign;
    if (watch.isFailing) this.#standing.failing += sign;
  }
}
