// Counts durations in buckets of growing width: enough for percentiles, cheap enough to keep for good.

/** Upper bounds; one more bucket counts what is longer. */
export const bucketBoundsMs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000] as const;

export function bucketOf(durationMs: number): number {
  const index = bucketBoundsMs.findIndex((bound) => durationMs <= bound);
  return index === -1 ? bucketBoundsMs.length : index;
}

export class Histogram {
  readonly #counts = new Array<number>(bucketBoundsMs.length + 1).fill(0);
  #total = 0;
  #sumMs = 0;

  get total(): number {
    return this.#total;
  }

  get sumMs(): number {
    return this.#sumMs;
  }

  /** One number for each bucket. */
  get counts(): readonly number[] {
    return this.#counts;
  }

  count(durationMs: number): void {
    const bucket = bucketOf(durationMs);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total++;
    this.#sumMs += durationMs;
  }

  /** An upper bound for the given share (0 to 1) of all durations; Infinity beyond the last bound. */
  percentileMs(share: number): number {
    let seen = 0;
    for (const [index, count] of this.#counts.entries()) {
      seen += count;
      if (seen >= share * this.#total) return bucketBoundsMs[index] ?? Number.POSITIVE_INFINITY;
    }
    return Number.POSITIVE_INFINITY;
  }
}
