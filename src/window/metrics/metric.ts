// What a metric is: its name, its meaning, and how it is read. Refuses to know how it is written.

import type { Scrape } from './scrape.ts';

export interface Metric {
  /** As Prometheus shows it: a counter ends with `_total`, an info with `_info`. */
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram' | 'info';
  /** The name of a metric with a unit ends with it, but for `_total`. */
  readonly unit?: 'seconds' | 'bytes' | 'ratio';
  readonly help: string;
  readonly labels: readonly string[];
  /** Yields nothing while it is unknown. */
  readonly read: (scrape: Scrape) => Iterable<Reading>;
}

/** One series; `labels` as `writeLabels` writes them. */
export type Reading =
  | { readonly labels: string; readonly value: number }
  | { readonly labels: string; readonly distribution: Distribution };

export interface Distribution {
  /** The upper bound of each bucket but the last, which has none. */
  readonly bounds: readonly number[];
  /** Of each bucket by itself, the last one included. */
  readonly counts: ArrayLike<number>;
  readonly sum: number;
}

export function one(value: number | undefined): readonly Reading[] {
  return value === undefined ? [] : [{ labels: '', value }];
}

export function yesNo(value: boolean): number {
  return value ? 1 : 0;
}
