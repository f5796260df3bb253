// What was wrong and is well again before anybody could be told: left out when it was short, mentioned once when it was not. A
// receiver that is away for an hour must not hide an outage of half of it.

import type { Passed } from './find-changes.ts';
import { markOf, type Standing } from './standing.ts';

/** As long as news is gathered anyway. The log has the shorter ones. */
const lastedMsMin = 10_000;
/** A receiver that is away while everything flaps; the oldest are given up. */
const passedMax = 200;

export class PassedNews {
  readonly #all = new Map<string, Passed>();

  all(): Iterable<Passed> {
    return this.#all.values();
  }

  /** `standing`: as it was. */
  add(key: string, standing: Standing, endMs: number): void {
    const wrong = markOf(standing)?.wrong;
    const lastedMs = endMs - standing.sinceMs;
    if (wrong === undefined || lastedMs < lastedMsMin) return;
    const before = this.#all.get(key);
    this.#all.set(key, {
      kind: 'passed',
      standing,
      wrong,
      times: (before?.times ?? 0) + 1,
      sinceMs: before?.sinceMs ?? standing.sinceMs,
      lastedMs: (before?.lastedMs ?? 0) + lastedMs,
    });
    const oldest = this.#all.size > passedMax ? this.#all.keys().next().value : undefined;
    if (oldest !== undefined) this.#all.delete(oldest);
  }

  /** It was told, unless it is only news since. What was told to begin has not passed untold either. */
  delete(key: string, told: { readonly kind: string }): void {
    const one = this.#all.get(key);
    if (one === told || told.kind !== 'passed') this.#all.delete(key);
  }
}
