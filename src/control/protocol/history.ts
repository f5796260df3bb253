// What `/v1/history` and `/v1/history/queries` ask and answer. Refuses to know how the past is kept.

import { succeed } from '../../base/result.ts';
import {
  boolean,
  dictionary,
  list,
  number,
  object,
  optional,
  type Reader,
  text,
  word,
} from '../../base/value-reader.ts';

/** Of a target or a name; `null` stands for what is not known. */
export interface HistoryReply {
  readonly kind: 'target' | 'name';
  /** A target's key, or a name in full. */
  readonly key: string;
  /** Health has no say in the name: nothing is kept of it. */
  readonly isUnchecked?: boolean | undefined;
  /** Present when it is no longer configured. */
  readonly goneSeconds?: number | undefined;
  /** Without files, only what this run saw is known. */
  readonly keptIn: 'files' | 'memory';
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** The share of the known time that it was up, from 0 to 1: in the span that was asked for. */
  readonly up: Share;
  /** The same of the last day, and of whole days of UTC up to now. */
  readonly up24h: Share;
  readonly up7d: Share;
  readonly up30d: Share;
  readonly up90d: Share;
  /** The same of each quarter of an hour of the last day, and of each of the last 90 days. */
  readonly bars: { readonly quarters: readonly Share[]; readonly days: readonly Share[] };
  readonly series: HistorySeries;
  /** In that span, newest first. */
  readonly changes: readonly HistoryChange[];
  /** There were more, which are older. */
  readonly hasMoreChanges: boolean;
}

export type Share = number | null;

/** Columns; the first of each begins at `fromSeconds`. */
export interface HistorySeries {
  readonly fromSeconds: number;
  readonly stepSeconds: number;
  readonly up: readonly Share[];
  /** Of the probes that succeeded. */
  readonly meanMs: readonly (number | null)[];
  readonly maxMs: readonly (number | null)[];
  /** The share of the minutes in which a probe failed; of a name, in which it was answered from its backups or not at all. */
  readonly failing: readonly Share[];
}

export interface HistoryChange {
  readonly atSeconds: number;
  /** What it became. */
  readonly state: string;
  readonly reason: string;
  /** Changes just before it that were not kept, because it changed so often. */
  readonly leftOut: number;
}

/** Queries a second. */
export interface QueryHistoryReply {
  readonly fromSeconds: number;
  readonly stepSeconds: number;
  /** By what became of them: `queries` is all of them. */
  readonly perSecond: Readonly<Record<string, readonly (number | null)[]>>;
}

const historyProblems = ['unknown', 'ambiguous', 'malformed'] as const;

export interface HistoryProblem {
  /** `unknown` (404), `ambiguous` (409) or `malformed` (400). */
  readonly problem: (typeof historyProblems)[number];
  readonly error: string;
}

const numberOrNull: Reader<number | null> = (value) => (value === null ? succeed(value) : number(value));

export const readHistoryReply = object<HistoryReply>({
  kind: word(['target', 'name'] as const),
  key: text,
  isUnchecked: optional(boolean),
  goneSeconds: optional(number),
  keptIn: word(['files', 'memory'] as const),
  fromSeconds: number,
  toSeconds: number,
  up: numberOrNull,
  up24h: numberOrNull,
  up7d: numberOrNull,
  up30d: numberOrNull,
  up90d: numberOrNull,
  bars: object<HistoryReply['bars']>({ quarters: list(numberOrNull), days: list(numberOrNull) }),
  series: object<HistorySeries>({
    fromSeconds: number,
    stepSeconds: number,
    up: list(numberOrNull),
    meanMs: list(numberOrNull),
    maxMs: list(numberOrNull),
    failing: list(numberOrNull),
  }),
  changes: list(object<HistoryChange>({ atSeconds: number, state: text, reason: text, leftOut: number })),
  hasMoreChanges: boolean,
});

export const readQueryHistoryReply = object<QueryHistoryReply>({
  fromSeconds: number,
  stepSeconds: number,
  perSecond: dictionary(list(numberOrNull)),
});

export const readHistoryProblem = object<HistoryProblem>({ problem: word(historyProblems), error: text });
