// Medians, because one disturbed round must not move the result; and a clock to compare moments in two processes.

export function medianOf(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** The smallest number that at least `share` (0 to 1) of all do not exceed. */
export function percentileOf(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export type Percentiles = Readonly<Record<'p50' | 'p99' | 'p999' | 'max', number>>;

export function percentilesOf(numbers: readonly number[]): Percentiles {
  const at = (share: number) => percentileOf(numbers, share);
  return { p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) };
}

/** The same for all processes, unlike `performance.now()`. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
