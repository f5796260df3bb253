// The command line of our own program that makes the benchmark zone.

import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { addressTtlSeconds, type BenchName, nameServer, zoneName } from './bench-zone.ts';

export const ourProgram: string = resolve(import.meta.dirname, '../../src/bin/entry.js');

/** Writes the names into a file in the directory. */
export function ourFlags({
  directory,
  names,
  keyFile,
}: {
  readonly directory: string;
  readonly names: readonly BenchName[];
  readonly keyFile: string | undefined;
}): readonly string[] {
  const file = join(directory, 'names.json');
  writeFileSync(file, JSON.stringify(Object.fromEntries(names.map((name) => [name.label, name.addresses]))));
  const flags = {
    'hosted-zone': zoneName,
    ns: JSON.stringify([nameServer]),
    'zone-resolutions': `@${file}`,
    ttl: String(addressTtlSeconds),
    ...(keyFile === undefined ? {} : { 'priv-key-path': keyFile }),
  };
  return Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
}
