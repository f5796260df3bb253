// The keys of an object: those that there are not, with the one that may have been meant.

import { type Findings, findingsMax } from './finding.ts';
import { printPath } from './print-path.ts';
import type { Json } from './read-json.ts';
import { askWhether, suggestWord } from './suggest.ts';

/**
 * `what` names the kind of thing that the object is, where that decides on its settings. Returns the settings that were
 * meant, as far as that can be guessed.
 */
export function checkKeys(
  path: string,
  json: { readonly [key: string]: Json },
  known: readonly string[],
  findings: Findings,
  what = '',
): ReadonlySet<string> {
  const meant = new Set<string>();
  for (const key of Object.keys(json)) {
    if (known.includes(key)) continue;
    // Guessing is the most work here, and nobody is shown what comes after so many errors.
    const word = findings.errorCount < findingsMax ? suggestWord(key, known) : undefined;
    if (word !== undefined) meant.add(word);
    findings.error(printPath(path, key), `there is no such setting${what}${askWhether(word)}`);
  }
  return meant;
}
