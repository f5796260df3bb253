// Reduces a summary to what changed since the last one. Refuses to know what a summary says.

import type { Summary, SummaryChanges } from '../../window/model/news.ts';

export class SummaryNews {
  #told: Partial<Summary> = {};

  /** The next summary goes to a window that knows nothing. */
  forget(): void {
    this.#told = {};
  }

  /** The same object as before is not compared: makers of summaries keep what does not change. */
  changesIn(summary: Summary): SummaryChanges {
    const told = this.#told;
    const keys = new Set([...Object.keys(summary), ...Object.keys(told)]) as ReadonlySet<keyof Summary>;
    const changed = [...keys].filter((key) => !isSame(told[key], summary[key]));
    this.#told = summary;
    return Object.fromEntries(changed.map((key) => [key, summary[key]]));
  }
}

/** Lists are compared item by item, and items by identity: there may be a thousand zones. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!Array.isArray(a) || !Array.isArray(b)) return isRecordSame(a, b);
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function isRecordSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return JSON.stringify(a) === JSON.stringify(b);
}
