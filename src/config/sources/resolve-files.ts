// Raw values -> the same with the contents of the files that `@path` names. From here on a configuration depends on no file
// but those of its keys and its master files.

import { dirname, resolve } from 'node:path';
import { explainReadError } from '../../base/explain-read-error.ts';
import { quote } from '../../base/quote.ts';
import { readRegularFile } from '../../base/read-regular-file.ts';
import type { Findings } from '../findings/finding.ts';
import { decodeText } from '../written/decode-text.ts';
import { writtenOctetsMax } from '../written/read-written.ts';
import { type FlagName, flags } from './flags.ts';
import type { RawValue, RawValues } from './raw-value.ts';

/** `@: [192.0.2.1]` is no file but the zone's own name, and what begins with it goes on in the next line. */
const fileReference = /^@(?!:?\s)[^\n]*$/;

/** A file that cannot be read leaves a value without text: the flag is not missing, only nobody knows what it says. */
export function resolveFiles(values: RawValues, findings: Findings): RawValues {
  const resolved = new Map(values);
  for (const { name, isStructured, mayBeInFile } of flags) {
    const raw = values.get(name);
    if (raw !== undefined && mayBeInFile === true) resolved.set(name, readLines(name, raw, findings));
    const text = raw?.texts[0]?.trim();
    if (isStructured !== true || raw === undefined || !fileReference.test(text ?? '')) continue;
    resolved.set(name, readFile(name, text?.slice(1) ?? '', raw, findings));
  }
  return resolved;
}

/** Lines of files in the place of those that name them; blank ones and comments say nothing. */
function readLines(name: FlagName, raw: RawValue, findings: Findings): RawValue {
  let { source } = raw;
  const texts = raw.texts.flatMap((text) => {
    if (!text.startsWith('@')) return [text];
    const read = readFile(name, text.slice(1), raw, findings);
    source = read.source;
    return (read.texts[0] ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => !/^(?:#|$)/.test(line));
  });
  return { ...raw, texts, source };
}

function readFile(name: FlagName, file: string, raw: RawValue, findings: Findings): RawValue {
  const { folder = '' } = raw;
  // Shown as it was written, unless that would leave open what it is relative to.
  const path = folder === '' ? file : resolve(folder, file);
  const read = readRegularFile(path, { octetsMax: writtenOctetsMax });
  const text = read.ok ? decodeText(read.value.bytes) : undefined;
  if (!read.ok) {
    const hint = file.startsWith('~') ? '; only shells replace "~", so write the whole path' : '';
    findings.error(name, `cannot read ${quote(path)}: ${explainReadError(read.problem)}${hint}`);
  } else if (text?.ok === false) findings.error(name, `${quote(path)} ${text.problem}`);
  return { texts: text?.ok === true ? [text.value] : [], source: path, folder: dirname(resolve(path)) };
}
