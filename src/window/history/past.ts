// Answers questions about the past: series, bars, changes and queries. Does not wait for a disk that does not answer, but falls back on
// memory. Refuses to know how answers are shown.

import type { Clock } from '../../base/clock.ts';
import type { Result } from '../../base/result.ts';
import type { Archive } from './archive.ts';
import { quarterSeconds } from './glance.ts';
import type { QueryMinutes } from './query-minutes.ts';
import { QueryParts, type QuerySeries } from './query-series.ts';
import { Parts, type Series, type Span } from './series.ts';
import { daySeconds, keptDays, minuteSeconds, type Subject } from './shelves.ts';
import { Tally } from './tally.ts';

/** An entry of a time line. */
export interface PastChange {
  readonly subject: Subject;
  readonly atSeconds: number;
  /** What it became: `up`, `backups`. */
  readonly state: string;
  readonly reason: string;
  /** How many changes just before it were left out, because there were so many. */
  readonly leftOut: number;
}

export interface PastSeries {
  readonly series: Series;
  /** From 0 to 1, over all of it; absent where nothing is known. */
  readonly up: number | undefined;
}

/** Shares of the known time that it was up, or null. The last part of each list is still running. */
export interface Bars {
  /** Of the last 24 hours. */
  readonly quarters: readonly (number | null)[];
  /** Of UTC, of the last 90. */
  readonly days: readonly (number | null)[];
  readonly up24h: number | undefined;
  readonly up7d: number | undefined;
  readonly up30d: number | undefined;
  readonly up90d: number | undefined;
}

/** The rest of a part is unknown. */
export interface PartOfTime {
  readonly knownSeconds: number;
  readonly downSeconds: number;
}

export interface PartOfLatency {
  readonly meanMs: number;
  readonly maxMs: number;
}

export interface PastSources {
  readonly clock: Clock;
  readonly archive: () => Archive;
  readonly queryMinutes: QueryMinutes;
  readonly isStalled: () => boolean;
}

/** Reads of files at a time: each is a hundred system calls, and others want their charts, too. */
const readingMax = 4;
const patienceMs = 5000;

export class Past {
  readonly #from: PastSources;
  #reading = 0;

  constructor(sources: PastSources) {
    this.#from = sources;
  }

  /** As fine as `pointsMax` and what is kept allow. Empty for an unknown subject. */
  async series(subject: Subject, span: Span): Promise<PastSeries> {
    const now = this.#from.clock.wallSeconds();
    const archive = this.#from.archive();
    const read = await this.#ask(() => archive.read(subject, span, now));
    const parts = read?.ok ? read.value : archive.glance(subject, span, now);
    return { series: parts.print(), up: parts.total.upShare };
  }

  /** At once: for a page with thousands of them. */
  bars(subject: Subject): Bars {
    const toSeconds = this.#from.clock.wallSeconds();
    const day = { fromSeconds: toSeconds - daySeconds, toSeconds };
    const all = { fromSeconds: toSeconds - keptDays * daySeconds, toSeconds };
    const quarters = this.#inMemory(subject, day, daySeconds / quarterSeconds);
    const days = this.#inMemory(subject, all, keptDays);
    return {
      quarters: quarters.map(({ upShare }) => upShare ?? null),
      days: days.map(({ upShare }) => upShare ?? null),
      up24h: upShareOf(quarters),
      up7d: upShareOf(days.slice(-7)),
      up30d: upShareOf(days.slice(-30)),
      up90d: upShareOf(days),
    };
  }

  /** At once, from memory, in so many equal parts: fine for a day in quarters of an hour, and for whole days. */
  availability(subject: Subject, span: Omit<Span, 'pointsMax'>, parts: number): readonly PartOfTime[] {
    return this.#inMemory(subject, span, parts).map(({ minutes, downSeconds }) => ({
      knownSeconds: minutes * minuteSeconds,
      downSeconds,
    }));
  }

  /** The same of a day; nothing for a part in which no probe succeeded, or of which nothing is known. */
  latency(
    subject: Subject,
    span: Omit<Span, 'pointsMax'>,
    parts: number,
  ): readonly (PartOfLatency | undefined)[] {
    return this.#inMemory(subject, span, parts).map(({ meanMs, maxMs }) =>
      meanMs === undefined || maxMs === undefined ? undefined : { meanMs, maxMs },
    );
  }

  /** Newest first; without a subject, the changes of all. */
  changes(
    subject: Subject | undefined,
    { fromSeconds, toSeconds }: Omit<Span, 'pointsMax'>,
    changesMax: number,
  ): readonly PastChange[] {
    const found: PastChange[] = [];
    this.#from.archive().visitChanges(subject, (change, { kind, key }) => {
      const { atSeconds, state, reason, leftOut } = change;
      if (atSeconds >= fromSeconds && atSeconds <= toSeconds)
        found.push({ subject: { kind, key }, atSeconds, state, reason, leftOut });
      return found.length < changesMax;
    });
    return found;
  }

  async queries(span: Span): Promise<QuerySeries> {
    const { fromSeconds, stepSeconds, tallies, toSeconds } = new Parts(span, this.#from.clock.wallSeconds());
    const make = () => new QueryParts({ fromSeconds, stepSeconds, count: tallies.length });
    const first = Math.ceil(fromSeconds / minuteSeconds);
    const last = Math.ceil(toSeconds / minuteSeconds) - 1;
    const { files } = this.#from.archive();
    const parts = make();
    const read = await this.#ask(() =>
      files?.visitQueries(first, last, (minute, row) => parts.add(minute, countsOf(row))),
    );
    if (read?.ok) return parts.print();
    const instead = make();
    this.#from.queryMinutes.visit(first, last, (minute, counts) => instead.add(minute, counts));
    return instead.print();
  }

  #inMemory(subject: Subject, span: Omit<Span, 'pointsMax'>, count: number): readonly Tally[] {
    const partSeconds = Math.max(1, (span.toSeconds - span.fromSeconds) / count);
    const unitSeconds = partSeconds < daySeconds ? quarterSeconds : daySeconds;
    // The last part ends with the unit that is still running, which must not get a part of its own.
    const toSeconds = Math.ceil(span.toSeconds / unitSeconds) * unitSeconds;
    const fromSeconds = toSeconds - count * partSeconds;
    const tallies = Array.from({ length: count }, () => new Tally());
    this.#from.archive().sumUnits(subject, { fromSeconds, partSeconds, unitSeconds }, tallies);
    return tallies;
  }

  /** Undefined if the answer does not come in time, or too many are waiting already. */
  async #ask<Value>(
    read: () => Promise<Result<Value, string>> | undefined,
  ): Promise<Result<Value, string> | undefined> {
    if (this.#from.isStalled() || this.#reading >= readingMax) return undefined;
    const asked = read();
    if (asked === undefined) return undefined;
    this.#reading++;
    const count = () => {
      this.#reading--;
    };
    void asked.then(count, count);
    let callOff: () => void = () => undefined;
    const patience = new Promise<undefined>((resolve) => {
      callOff = this.#from.clock.after(patienceMs, () => resolve(undefined));
    });
    const answer = await Promise.race([asked, patience]);
    callOff();
    return answer;
  }
}

function upShareOf(tallies: readonly Tally[]): number | undefined {
  const sum = new Tally();
  for (const tally of tallies) sum.add(tally, 1);
  return sum.upShare;
}

/** Rows of a file lie anywhere in it. */
function countsOf(row: Uint8Array): Uint32Array {
  return new Uint32Array(row.slice().buffer);
}
