// Whether there are the keys that transfers and updates name. One that is missing would let in nobody, and only the log of
// whoever is refused would say so.

import type { Findings } from '../../config/findings/finding.ts';
import { didYouMean } from '../../config/findings/suggest.ts';
import type { KeyUse } from '../../config/zones/key-uses.ts';
import type { KeyRing } from '../../tsig/tsig-key.ts';
import { printName } from '../../wire/name.ts';

/** Enough to see which files have been read. */
const keysShownMax = 5;

export function checkKeyUses(uses: readonly KeyUse[], keys: KeyRing, findings: Findings): void {
  for (const { key, path, place } of uses) {
    if (keys.has(key)) continue;
    const name = printName(key);
    const known = Array.from(keys.keys(), printName);
    const shown = known.slice(0, keysShownMax).join(', ');
    const more = known.length > keysShownMax ? ` and ${known.length - keysShownMax} more` : '';
    const message =
      known.length === 0
        ? `there is no key "${name}"; name the file that has it in --tsig-key-file`
        : `"${name}" is not among the keys of --tsig-key-file (${shown}${more})${didYouMean(name, known)}`;
    findings.error(path, message, place);
  }
}
