// How long a probe took, in words.

/** `0.8 ms`, `12 ms`, `1.2 s` */
export function printLatency(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}
