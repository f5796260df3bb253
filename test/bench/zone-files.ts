// The benchmark zone as a master file (RFC 1035 §5), which all peers read; if signed, it is what our own `check` prints, so
// that all serve the same signatures.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressTtlSeconds, type BenchName, nameServer } from './bench-zone.ts';
import { workDirectory } from './clean-up.ts';
import { ourFlags, ourProgram } from './our-flags.ts';

export interface PreparedZone {
  readonly names: readonly BenchName[];
  /** The zone, including signatures, for servers that read files. */
  readonly file: string;
  /** The key that it is signed with; absent when unsigned. */
  readonly keyFile: string | undefined;
}

/** A signed zone of 10,000 names takes 5 MB. */
const printedOctetsMax = 256 * 1024 * 1024;

export function prepareZone(names: readonly BenchName[], isSigned: boolean): PreparedZone {
  const directory = mkdtempSync(join(workDirectory, 'z-'));
  const file = join(directory, 'zone');
  if (!isSigned) {
    writeFileSync(file, printZoneFile(names));
    return { names, file, keyFile: undefined };
  }
  const keyFile = join(directory, 'key.pem');
  run('keygen', '--algorithm', 'ECDSAP256SHA256', '--out', keyFile);
  writeFileSync(file, run('check', ...ourFlags({ directory, names, keyFile })));
  return { names, file, keyFile };
}

function run(...words: readonly string[]): string {
  const settings = { encoding: 'utf8', maxBuffer: printedOctetsMax } as const;
  return execFileSync(process.execPath, [ourProgram, ...words], settings);
}

function printZoneFile(names: readonly BenchName[]): string {
  const apex = [
    `$TTL ${addressTtlSeconds}`,
    `@ 1800 SOA ${nameServer}. hostmaster.${nameServer}. 1 600 60 604800 30`,
    `@ 1800 NS ${nameServer}.`,
  ];
  const addresses = names.flatMap((name) => name.addresses.map((address) => `${name.label} A ${address}`));
  return `${[...apex, ...addresses].join('\n')}\n`;
}
