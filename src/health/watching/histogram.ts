// Counts durations in buckets of growing width: enough for percentiles, cheap enough to keep for good.

/** Upper bounds; one more bucket counts what is longer. */
const bucketBoundsMs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000] as const;

export class Histogram {
  readonly #counts = new Array<number>(bucketBoundsMs.length + 1).fill(0);
  #total = 0;

  get total(): number {
    return this.#total;
  }

  count(durationMs: number): void {
    const index = bucketBoundsMs.findIndex((bound) => durationMs <= bound);
    const bucket = index === -1 ? bucketBoundsMs.length : index;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total++;
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
