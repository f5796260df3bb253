// When to retry what failed: soon, then later and later, or when the receiver asks for it, within reason. Pure but for the injected
// randomness.

import type { Random } from '../../../base/random.ts';

/** A receiver that restarts is back within seconds. */
const firstMs = 5000;
/** News is folded while we wait, so a quarter of an hour costs nothing but time. */
export const longestMs = 900_000;
/** Hundreds of daemons must not come back to a receiver in step. */
const jitter = 0.25;

/** `failures`: how many in a row, this one included. `askedMs`: what Retry-After says. */
export function chooseDelayMs(failures: number, askedMs: number | undefined, random: Random): number {
  const doubled = firstMs * 2 ** Math.min(failures - 1, 16);
  const waitMs = Math.min(longestMs, doubled) * (1 - jitter + 2 * jitter * random());
  // Sooner than asked is rude, but a receiver must not silence us for a day.
  return askedMs === undefined
    ? waitMs
    : Math.min(longestMs, Math.max(askedMs, firstMs / 5) + waitMs * jitter);
}

/** Seconds or a date (RFC 9110 §10.2.3); some chat services send fractions of seconds. */
export function readRetryAfter(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}(?:\.\d{1,9})?$/.test(text.trim())) return Number(text) * 1000;
  const atMs = /^[A-Z][a-z]+,? .* GMT$/.test(text.trim()) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}
