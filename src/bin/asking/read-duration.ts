// How long something shall last, as people type it -> seconds: 90, 45s, 15m, 2h, 1h30m, 7d.

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const durationPattern = /^(?:\d+|(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?)$/;

/** Nothing when it is no duration, or not between a second and `secondsMax`. */
export function readDuration(text: string, secondsMax: number): number | undefined {
  if (text === '' || !durationPattern.test(text)) return undefined;
  let seconds = 0;
  for (const [, count, unit = 's'] of text.matchAll(/(\d+)([smhd])?/g))
    seconds += Number(count) * (unitSeconds[unit] ?? 1);
  return seconds >= 1 && seconds <= secondsMax ? seconds : undefined;
}

/** `45 s`, `15 min`, `26 h`, `7 days`: rounded down, for people. */
export function printDuration(seconds: number): string {
  if (seconds < 120) return `${Math.floor(seconds)} s`;
  if (seconds < 2 * 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 2 * 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} days`;
}

/** How long something has lasted that began at this time of day. */
export function printAge(sinceSeconds: number): string {
  return printDuration(Math.max(0, Date.now() / 1000 - sinceSeconds));
}
