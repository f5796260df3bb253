// How long something lasted, as a person would say it.

const steps = [
  { unit: 's', seconds: 1, below: 120 },
  { unit: 'min', seconds: 60, below: 2 * 3600 },
  { unit: 'h', seconds: 3600, below: 2 * 86_400 },
] as const;

/** `45 s`, `15 min`, `26 h`, `7 days`: rounded down. */
export function printLasting(ms: number): string {
  const seconds = Math.max(0, ms / 1000);
  for (const { unit, seconds: length, below } of steps)
    if (seconds < below) return `${Math.floor(seconds / length)} ${unit}`;
  return `${Math.floor(seconds / 86_400)} days`;
}
