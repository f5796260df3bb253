// The keys of an object: those that there are not, with the one that may have been meant.

import type { Findings } from './finding.ts';
import { printPath } from './print-path.ts';
import type { Json } from './read-json.ts';
import { didYouMean } from './suggest.ts';

/** `what` names the kind of thing that the object is, where that decides on its settings. */
export function checkKeys(
  path: string,
  json: { readonly [key: string]: Json },
  known: readonly string[],
  findings: Findings,
  what = '',
): void {
  for (const key of Object.keys(json)) {
    if (known.includes(key)) continue;
    findings.error(printPath(path, key), `there is no such setting${what}${didYouMean(key, known)}`);
  }
}
