// The flags whose values have a structure of their own: lists and mappings, written as JSON or YAML. Whoever reads such a flag
// asks here, and gets a value whatever it was written as and wherever.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Json } from '../../base/parse-json.ts';
import { quote } from '../../base/quote.ts';
import type { Findings } from '../findings/finding.ts';
import { readWritten } from '../written/read-written.ts';
import type { FlagName } from './flags.ts';
import type { RawValue, RawValues } from './raw-value.ts';

/** Longer than any path: not worth asking the file system for. */
const pathCharactersMax = 4096;
/** Names of files that hold what such flags take, and of no host. */
const fileName = /\.(?:json|ya?ml|txt|zone)$/i;

/**
 * Undefined if the flag was not given, or could not be read, which is a finding then: whatever would be compared with it
 * cannot be judged. `example` shows what was expected.
 */
export function readStructured(
  values: RawValues,
  name: FlagName,
  example: string,
  findings: Findings,
): Json | undefined {
  const raw = values.get(name);
  const text = raw?.texts[0];
  if (raw === undefined || text === undefined) return undefined;
  // Made from a value that was read before, with its own places.
  if (raw.origin !== undefined) return checkText(JSON.parse(text), name, raw, findings);
  const written = readWritten(raw.source, text, name, findings);
  if (written === undefined) return undefined;
  findings.follow(name, { written: written.text, base: [] });
  if (written.value !== undefined) return checkText(written.value, name, raw, findings);
  findings.error(name, `is empty; expected something like ${example}`);
  return undefined;
}

/** A value that is nothing but a text may be a list with commas, or a mistake that makes a text of everything. */
function checkText(value: Json, name: FlagName, raw: RawValue, findings: Findings): Json | undefined {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (/^[[{]/.test(text)) {
    findings.error(name, 'is in quotes as a whole; remove the quotes around it');
    return undefined;
  }
  const colon = /^[\w.@*-]+:(?=[[{"'])/.exec(text)?.[0];
  if (colon !== undefined) {
    findings.error(name, `needs a space after the colon: "${colon} …"`);
    return undefined;
  }
  if (text.startsWith('@')) {
    findings.error(name, `${quote(text)} stands in a file itself; write the contents of that file instead`);
    return undefined;
  }
  if (!isPath(text, raw.folder ?? '')) return value;
  findings.error(name, `${quote(text)} is the name of a file; write ${quote(`@${text}`)} to read it`);
  return undefined;
}

function isPath(text: string, folder: string): boolean {
  if (text === '' || text.length > pathCharactersMax || /[\n\0]/.test(text)) return false;
  return fileName.test(text) || /^[^\s,]*\/[^\s,]*$/.test(text) || existsSync(resolve(folder, text));
}
