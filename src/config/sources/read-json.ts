// A flag's text -> JSON value, or what is wrong with the text.

import { type Json, jsonDepthMax, parseJson } from '../../base/parse-json.ts';
import type { Findings } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';
import { quote } from '../findings/quote.ts';
import { findRepeatedKeys } from './find-repeated-keys.ts';

/** Room for a hundred thousand names with checks of their own. At worst, so many brackets take five seconds and 800 MB. */
export const sourceOctetsMax = 32 * 1024 * 1024;

/** `example` is shown when the text is not JSON at all. */
export function readJson(
  path: string,
  source: string,
  example: string,
  findings: Findings,
): Json | undefined {
  if (source.length > sourceOctetsMax) {
    findings.error(path, `has ${source.length} characters; at most ${sourceOctetsMax} are read`);
    return undefined;
  }
  const parsed = parseJson(source);
  if (!parsed.ok) {
    const { problem } = parsed;
    const complaint =
      problem.kind === 'too-deep'
        ? `is nested deeper than ${jsonDepthMax} levels`
        : `is not valid JSON (${problem.reason})`;
    findings.error(path, `${complaint}; expected something like ${example}`);
    return undefined;
  }
  for (const keys of findRepeatedKeys(source)) {
    findings.error(printPath(path, ...keys), 'appears twice; merge the two');
  }
  return parsed.value;
}

/** For messages: the value itself when it is simple, else its kind. */
export function kindOfJson(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  // String(), because a number too large for a double is Infinity, which JSON does not have.
  return typeof value === 'string' ? quote(value) : String(value);
}
