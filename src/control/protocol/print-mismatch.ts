// Where a value differs from what it should be -> a sentence without its full stop: `targets.up is "1", not a number`.

import type { Mismatch } from '../../base/value-reader.ts';
import { printPath } from '../../config/findings/print-path.ts';
import { kindOfJson } from '../../config/sources/read-json.ts';

/** `whole` is what the value itself is called when none of its fields is to blame. */
export function printMismatch(mismatch: Mismatch, whole: string): string {
  const [first, ...rest] = mismatch.path;
  const name = first === undefined ? whole : printPath(printPath('', first).replace(/^\./, ''), ...rest);
  switch (mismatch.kind) {
    case 'missing':
      return `${name} is missing`;
    case 'unknown':
      return `${name} is not known`;
    case 'wrong':
      return mismatch.found === undefined
        ? `${name} is missing`
        : `${name} is ${kindOfJson(mismatch.found)}, not ${mismatch.expected}`;
  }
}
