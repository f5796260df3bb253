// `3600`, `1h30m`, `2w` -> seconds: the units that every name server takes.

import { fail, type Result, succeed } from '../../base/result.ts';

/** RFC 2181 §8 */
const ttlSecondsMax = 0x7fff_ffff;

const unitSeconds: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };

export type TtlProblem = 'not-a-ttl' | 'too-long';

export function parseTtl(text: string): Result<number, TtlProblem> {
  let seconds = 0;
  let number = -1;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit >= 0 && digit <= 9) {
      number = Math.max(number, 0) * 10 + digit;
      continue;
    }
    const unit = unitSeconds[text.charAt(at).toLowerCase()];
    if (unit === undefined || number < 0) return fail('not-a-ttl');
    seconds += number * unit;
    number = -1;
  }
  // `1h30`: thirty seconds, as others read it.
  if (number >= 0) seconds += number;
  if (text === '') return fail('not-a-ttl');
  return seconds <= ttlSecondsMax ? succeed(seconds) : fail('too-long');
}

export function explainTtlProblem(problem: TtlProblem): string {
  return problem === 'too-long'
    ? `is too long; a TTL has at most ${ttlSecondsMax} seconds`
    : 'is not a TTL; write seconds, or units such as "1h30m" or "2w"';
}
