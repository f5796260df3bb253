// Of a summary only what changed since it was told the last time. Refuses to know what a summary says.

import type { Summary, SummaryChanges } from '../../window/model/news.ts';

export class SummaryNews {
  #told: Partial<Summary> = {};

  /** Whoever is told now knows nothing. */
  forget(): void {
    this.#told = {};
  }

  /** What is the very same object as before is not compared: who makes a summary keeps what does not change. */
  changesIn(summary: Summary): SummaryChanges {
    const told = this.#told;
    const keys = new Set([...Object.keys(summary), ...Object.keys(told)]) as ReadonlySet<keyof Summary>;
    const changed = [...keys].filter((key) => !isSame(told[key], summary[key]));
    this.#told = summary;
    return Object.fromEntries(changed.map((key) => [key, summary[key]]));
  }
}

/** A list of a thousand zones is compared by what it holds, and each of them by what it is. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!Array.isArray(a) || !Array.isArray(b)) return isRecordSame(a, b);
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function isRecordSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return JSON.stringify(a) === JSON.stringify(b);
}
