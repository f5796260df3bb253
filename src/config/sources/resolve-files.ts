// Raw values -> the same with the contents of the files that `@path` names. From here on a configuration depends on no file
// but those of its keys.

import { explainReadError } from '../../base/explain-read-error.ts';
import { readRegularFile } from '../../base/read-regular-file.ts';
import type { Findings } from '../findings/finding.ts';
import { quote } from '../findings/quote.ts';
import type { FlagName } from './flags.ts';
import type { RawValues } from './gather-values.ts';
import { sourceOctetsMax } from './read-json.ts';

const fileFlags: readonly FlagName[] = ['zone-resolutions', 'ns', 'alias-zones'];

/** A file that cannot be read leaves a value without text: the flag is not missing, only nobody knows what it says. */
export function resolveFiles(values: RawValues, findings: Findings): RawValues {
  const resolved = new Map(values);
  for (const name of fileFlags) {
    const raw = values.get(name);
    if (raw === undefined) continue;
    const text = readSource(name, raw.texts[0] ?? '', findings);
    resolved.set(name, { ...raw, texts: text === undefined ? [] : [text] });
  }
  return resolved;
}

/** The text itself, or the contents of the file that it names. */
function readSource(path: string, text: string, findings: Findings): string | undefined {
  if (!text.trim().startsWith('@')) return text;
  const file = text.trim().slice(1);
  const read = readRegularFile(file, { octetsMax: sourceOctetsMax });
  if (!read.ok) {
    findings.error(path, `cannot read ${quote(file)}: ${explainReadError(read.problem)}`);
    return undefined;
  }
  try {
    // Drops the byte order mark that some editors write.
    return new TextDecoder('utf-8', { fatal: true }).decode(read.value.bytes);
  } catch {
    findings.error(path, `${quote(file)} is not UTF-8; save it as UTF-8`);
    return undefined;
  }
}
