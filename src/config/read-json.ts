// A flag's text -> JSON value, and the contents of the file that `@path` names.

import { explainReadError } from '../base/explain-read-error.ts';
import { jsonDepthMax, parseJson } from '../base/parse-json.ts';
import { readRegularFile } from '../base/read-regular-file.ts';
import { findRepeatedKeys } from './find-repeated-keys.ts';
import type { Findings } from './finding.ts';
import { printPath } from './print-path.ts';
import { quote } from './quote.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A hundred thousand names with checks of their own fit. Of brackets alone, this much takes five seconds and 800 MB. */
const octetsMax = 32 * 1024 * 1024;

/** `example` shows what is expected when the text is no JSON at all. */
export function readJson(
  path: string,
  source: string,
  example: string,
  findings: Findings,
): Json | undefined {
  if (source.length > octetsMax) {
    findings.error(path, `has ${source.length} characters; at most ${octetsMax} are read`);
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
  return parsed.value as Json;
}

/** The text itself, or what is in the file that it names. */
export function readSource(path: string, text: string, findings: Findings): string | undefined {
  if (!text.trim().startsWith('@')) return text;
  const file = text.trim().slice(1);
  const read = readRegularFile(file, { octetsMax });
  if (!read.ok) {
    findings.error(path, `cannot read ${quote(file)}: ${explainReadError(read.problem)}`);
    return undefined;
  }
  try {
    // Without the mark of byte order that some editors begin a file with.
    return new TextDecoder('utf-8', { fatal: true }).decode(read.value.bytes);
  } catch {
    findings.error(path, `${quote(file)} is not UTF-8 text; save it as such`);
    return undefined;
  }
}

export function isJsonObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** For messages: what kind of thing stands there. */
export function kindOfJson(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  // Too large for a double, a number is Infinity.
  return typeof value === 'string' ? quote(value) : String(value);
}
