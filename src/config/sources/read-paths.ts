// Flags that name files. Refuses to know what is in them.

import { resolve } from 'node:path';
import type { FlagName } from './flags.ts';
import type { RawValues } from './raw-value.ts';

/** Relative ones are so to the folder of the file that has them, or to the working directory. */
export function readPaths(values: RawValues, flag: FlagName): string[] {
  const { texts = [], folder = '' } = values.get(flag) ?? {};
  return texts.map((path) => resolve(folder, path));
}
