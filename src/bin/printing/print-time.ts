// Times, for people.

import { printDuration } from '../../base/print-duration.ts';

export { printDuration } from '../../base/print-duration.ts';

/** How long ago this time of day was. */
export function printAge(sinceSeconds: number): string {
  return printDuration(Math.max(0, Date.now() / 1000 - sinceSeconds));
}

/** `2026-11-21T12:00:00Z` */
export function printTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000', '');
}
