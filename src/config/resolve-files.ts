// Raw values -> the same with the contents of the files that `@path` names, where JSON is expected. From here on a
// configuration depends on no file but those of its keys.

import type { Findings } from './finding.ts';
import type { FlagName } from './flags.ts';
import type { RawValues } from './gather-values.ts';
import { readSource } from './read-json.ts';

const fileFlags: readonly FlagName[] = ['zone-resolutions', 'ns', 'alias-zones'];

/** A file that cannot be read leaves a value without text: it is not missing, and nobody knows what it says. */
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
