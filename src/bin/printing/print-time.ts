// Times and how long things last, for people.

/** `45 s`, `15 min`, `26 h`, `7 days`: rounded down. */
export function printDuration(seconds: number): string {
  if (seconds < 120) return `${Math.floor(seconds)} s`;
  if (seconds < 2 * 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 2 * 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} days`;
}

/** How long ago this time of day was. */
export function printAge(sinceSeconds: number): string {
  return printDuration(Math.max(0, Date.now() / 1000 - sinceSeconds));
}

/** `2026-11-21T12:00:00Z` */
export function printTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000', '');
}
