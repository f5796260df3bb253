// A flag's text -> JSON value, from the text itself or from the file that `@path` names.

import { readFileSync } from 'node:fs';
import { explainReadError } from './explain-read-error.ts';
import { findRepeatedKeys } from './find-repeated-keys.ts';
import type { Findings } from './finding.ts';
import { printPath } from './print-path.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** `example` shows what is expected when the text is no JSON at all. */
export function readJson(path: string, text: string, example: string, findings: Findings): Json | undefined {
  const source = text.trim().startsWith('@') ? readSource(path, text.trim().slice(1), findings) : text;
  if (source === undefined) return undefined;
  let value: Json;
  try {
    value = JSON.parse(source) as Json;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    findings.error(path, `is not valid JSON (${reason}); expected something like ${example}`);
    return undefined;
  }
  for (const keys of findRepeatedKeys(source)) {
    findings.error(printPath(path, ...keys), 'stands there twice; merge the two');
  }
  return value;
}

function readSource(path: string, file: string, findings: Findings): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    findings.error(path, `cannot read "${file}": ${explainReadError(error)}`);
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
  return typeof value === 'object' ? 'an object' : `${JSON.stringify(value)}`;
}
