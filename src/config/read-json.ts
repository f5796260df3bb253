// A flag's text -> JSON value, and the contents of the file that `@path` names.

import { isJsonArray, type Json, jsonDepthMax, parseJson } from '../base/parse-json.ts';
import { findRepeatedKeys } from './find-repeated-keys.ts';
import type { Findings } from './finding.ts';
import { printPath } from './print-path.ts';
import { quote } from './quote.ts';

/** A hundred thousand names with checks of their own fit. Of brackets alone, this much takes five seconds and 800 MB. */
export const sourceOctetsMax = 32 * 1024 * 1024;

/** `example` shows what is expected when the text is no JSON at all. */
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
    findings.error(printPath(path, ...keys), 'stands there twice; merge the two');
  }
  return parsed.value;
}

/** For messages: what kind of thing stands there. */
export function kindOfJson(value: Json): string {
  if (value === null) return 'null';
  if (isJsonArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  // Too large for a double, a number is Infinity.
  return typeof value === 'string' ? quote(value) : String(value);
}
