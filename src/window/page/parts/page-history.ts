// What the page asks of the past; whoever keeps it answers. Refuses to know where it is kept.

import type { TimePart } from '../markup/bar.ts';

export type Subject =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'target'; readonly key: string };

export interface LatencyPart {
  readonly meanMs: number;
  readonly maxMs: number;
}

/** Columns of equal length, oldest first; null where nothing is known. */
export interface LatencySeries {
  readonly atSeconds: readonly number[];
  readonly meanMs: readonly (number | null)[];
  readonly maxMs: readonly (number | null)[];
}

export interface PastChange {
  readonly atSeconds: number;
  /** What it became: `up`, `down`, `backups`. */
  readonly state: string;
  /** May be empty. */
  readonly reason: string;
  /** Changes just before it that nobody kept. */
  readonly leftOut: number;
}

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface PageHistory {
  /** In so many equal parts, oldest first. */
  availability(subject: Subject, span: Span, parts: number): readonly TimePart[];
  /** Of the last day; nothing for a part in which no probe succeeded, or of which nothing is known. */
  latency(key: string, span: Span, parts: number): readonly (LatencyPart | undefined)[];
  /** The same of any span, in as many points as are known of it. */
  latencySeries(key: string, span: Span, pointsMax: number): Promise<LatencySeries>;
  /** Newest first. */
  changes(subject: Subject, max: number): readonly PastChange[];
}

/** Nothing is known of the past. */
export const noHistory: PageHistory = {
  availability: (_subject, _span, parts) =>
    Array.from({ length: parts }, () => ({ knownSeconds: 0, downSeconds: 0 })),
  latency: (_key, _span, parts) => Array.from({ length: parts }, () => undefined),
  latencySeries: () => Promise.resolve({ atSeconds: [], meanMs: [], maxMs: [] }),
  changes: () => [],
};
