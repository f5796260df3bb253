// Queries per minute, by outcome: turns running totals into counts of each minute. Keeps the last day in memory. Refuses to know about
// threads and files.

import {
  Counter,
  type CounterRow,
  countAt,
  counterOfCode,
  droppedQueries,
  sentReplies,
} from '../../serving/counters.ts';
import { ResponseCode } from '../../wire/protocol.ts';
import { daySeconds, minuteSeconds, queryCounters } from './shelves.ts';

/** In the order in which they are written down. */
export const queryWords = [
  'queries',
  'noError',
  'nxDomain',
  'servFail',
  'refused',
  'otherCodes',
  'dropped',
  'truncated',
] as const;

export type QueryWord = (typeof queryWords)[number];

/** A day, and the current minute. */
const minuteRows = daySeconds / minuteSeconds + 1;
const uint32Max = 0xffff_ffff;

/** Totals since the start, in the order of the words. */
export function countQueries(row: CounterRow): readonly number[] {
  const { NOERROR, NXDOMAIN, SERVFAIL, REFUSED } = ResponseCode;
  const codes = [NOERROR, NXDOMAIN, SERVFAIL, REFUSED].map((code) => countAt(row, counterOfCode(code)));
  const coded = codes.reduce((sum, count) => sum + count, 0);
  const { queriesUdp, queriesTcp, queriesTls, truncated } = Counter;
  return [
    countAt(row, queriesUdp) + countAt(row, queriesTcp) + countAt(row, queriesTls),
    ...codes,
    Math.max(0, sentReplies(row) + countAt(row, Counter.unsent) - coded),
    droppedQueries(row),
    countAt(row, truncated),
  ];
}

export class QueryMinutes {
  readonly #times = new Float64Array(minuteRows);
  readonly #counts = new Uint32Array(minuteRows * queryCounters);
  #totals: readonly number[] | undefined;
  #closed: readonly number[] | undefined;

  /** The newest totals. */
  take(totals: readonly number[]): void {
    this.#totals = totals;
    this.#closed ??= totals;
  }

  /** The counts of the minute, as a row of the ring; undefined if nothing was counted. */
  closeMinute(minute: number): Uint8Array | undefined {
    const [totals, closed] = [this.#totals, this.#closed];
    if (totals === undefined || closed === undefined) return undefined;
    this.#closed = totals;
    const row = new Uint32Array(queryCounters);
    for (const [place, total] of totals.entries())
      row[place] = Math.min(uint32Max, Math.max(0, total - (closed[place] ?? 0)));
    const at = minute % minuteRows;
    this.#times[at] = minute;
    this.#counts.set(row, at * queryCounters);
    return new Uint8Array(row.buffer);
  }

  /** As `RingFile.visit`. */
  visit(first: number, last: number, visit: (minute: number, counts: Uint32Array) => void): void {
    for (let minute = Math.max(first, last - minuteRows + 1); minute <= last; minute++) {
      const at = minute % minuteRows;
      if (this.#times[at] === minute)
        visit(minute, this.#counts.subarray(at * queryCounters, (at + 1) * queryCounters));
    }
  }
}
