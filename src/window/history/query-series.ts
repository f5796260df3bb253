// Queries a second over a span of time. Refuses to know where the minutes come from.

import { type QueryWord, queryWords } from './query-minutes.ts';
import { minuteSeconds } from './shelves.ts';

/** Columns, as charts want them: queries a second, `null` where nothing is known. */
export interface QuerySeries {
  readonly fromSeconds: number;
  readonly stepSeconds: number;
  readonly perSecond: Readonly<Record<QueryWord, readonly (number | null)[]>>;
}

export class QueryParts {
  readonly #fromSeconds: number;
  readonly #stepSeconds: number;
  readonly #minutes: Float64Array;
  readonly #sums: readonly Float64Array[];

  constructor(span: { readonly fromSeconds: number; readonly stepSeconds: number; readonly count: number }) {
    this.#fromSeconds = span.fromSeconds;
    this.#stepSeconds = span.stepSeconds;
    this.#minutes = new Float64Array(span.count);
    this.#sums = queryWords.map(() => new Float64Array(span.count));
  }

  add(minute: number, counts: Uint32Array): void {
    const part = Math.floor((minute * minuteSeconds - this.#fromSeconds) / this.#stepSeconds);
    if (part < 0 || part >= this.#minutes.length) return;
    this.#minutes[part] = (this.#minutes[part] ?? 0) + 1;
    for (const [place, sum] of this.#sums.entries()) sum[part] = (sum[part] ?? 0) + (counts[place] ?? 0);
  }

  print(): QuerySeries {
    const column = (sum: Float64Array) =>
      [...sum].map((count, part) => {
        const minutes = this.#minutes[part] ?? 0;
        return minutes === 0 ? null : Number((count / (minutes * minuteSeconds)).toFixed(2));
      });
    const columns = queryWords.map((word, place) => [word, column(this.#sums[place] ?? new Float64Array(0))]);
    return {
      fromSeconds: this.#fromSeconds,
      stepSeconds: this.#stepSeconds,
      // Each word has its column.
      perSecond: Object.fromEntries(columns) as QuerySeries['perSecond'],
    };
  }
}
