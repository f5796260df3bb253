// How long something is to last, as people write it -> seconds: 30, 30s, 500ms, 5m, 2h, 1h30m, 7d. Of all flags, settings
// and options.

const unitSeconds: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};
const count = String.raw`\d+(?:\.\d+)?`;
/** The largest unit first, each at most once, and at least one of them. */
const units = ['w', 'd', 'h', 'm(?!s)', 's', 'ms'].map((unit) => `(?:${count}${unit})?`).join('');
const duration = new RegExp(`^(?:${count}|(?=.)${units})$`);
/** Longer than any that means something. */
const charactersMax = 64;

/** Nothing when it is no duration. */
export function readDuration(written: string | number): number | undefined {
  if (typeof written === 'number') return written;
  const text = written.trim();
  if (text.length > charactersMax || !duration.test(text)) return undefined;
  let milliseconds = 0;
  for (const [, number, unit = 's'] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])?/g))
    milliseconds += Number(number) * Math.round((unitSeconds[unit] ?? 1) * 1000);
  return milliseconds / 1000;
}
