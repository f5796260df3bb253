// How long something is to last, as people type it -> seconds: 90, 45s, 15m, 2h, 1h30m, 7d.

import { forSecondsMax } from '../../control/protocol/overrides.ts';

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const durationPattern = /^(?:\d+|(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?)$/;

/** Nothing when it is not a duration, or not between a second and `secondsMax`. */
export function readDuration(text: string, secondsMax: number): number | undefined {
  if (text === '' || !durationPattern.test(text)) return undefined;
  let seconds = 0;
  for (const [, count, unit = 's'] of text.matchAll(/(\d+)([smhd])?/g))
    seconds += Number(count) * (unitSeconds[unit] ?? 1);
  return seconds >= 1 && seconds <= secondsMax ? seconds : undefined;
}

/** Nothing, and the finding printed, when `--for` is not a duration; `'for ever'` when it was not given. */
export function readFor(text: string | undefined): number | 'for ever' | undefined {
  if (text === undefined) return 'for ever';
  const seconds = readDuration(text, forSecondsMax);
  if (seconds === undefined) {
    process.stderr.write(
      `error: --for: "${text}" is not a duration; write seconds, or 45s, 15m, 2h, 7d, at most ten years\n`,
    );
  }
  return seconds;
}
