// Has BIND's named-compilezone read a master file, and gives back what it understood: as text, or as octets.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needTool } from '../run-openssl.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';

export function needNamedCompilezone(context: Mocha.Context): void {
  const isInstalled = spawnSync('named-compilezone', ['-v']).error === undefined;
  needTool(context, isInstalled, 'named-compilezone is not installed; it comes with the package bind9-utils');
}

export interface CompiledRecord {
  /** In wire form. */
  readonly owner: string;
  readonly type: number;
  readonly rdata: string;
}

/** In the text form: each record on a line of its own, or below its origin. */
export function printByBind(zone: string, text: string, style: 'full' | 'relative' = 'full'): string[] {
  return compile(zone, text, ['-F', 'text', '-s', style]).toString('latin1').split('\n').filter(Boolean);
}

/** From the raw form, which no parser of ours has touched. */
export function compileByBind(zone: string, text: string): CompiledRecord[] {
  const raw = compile(zone, text, ['-F', 'raw']);
  const records: CompiledRecord[] = [];
  // 24 octets about the file; then each RRset: its length, class, type, covered type, TTL, count, owner, and the records.
  for (let at = 24; at < raw.length; at += raw.readUInt32BE(at)) {
    const ownerEnd = at + 20 + raw.readUInt16BE(at + 18);
    const owner = raw.toString('latin1', at + 20, ownerEnd);
    let next = ownerEnd;
    for (let count = raw.readUInt32BE(at + 14); count > 0; count--) {
      const end = next + 2 + raw.readUInt16BE(next);
      records.push({ owner, type: raw.readUInt16BE(at + 6), rdata: raw.toString('latin1', next + 2, end) });
      next = end;
    }
  }
  return records;
}

function compile(zone: string, text: string, form: readonly string[]): Buffer {
  const folder = makeTemporaryDirectory();
  const [input, output] = [join(folder, 'zone'), join(folder, 'compiled')] as const;
  writeFileSync(input, text);
  // -i none, -k ignore: names of odd octets, of hosts that do not exist, are what is wanted.
  const args = [
    '-i',
    'none',
    '-k',
    'ignore',
    '-m',
    'ignore',
    '-r',
    'ignore',
    ...form,
    '-o',
    output,
    zone,
    input,
  ];
  const run = spawnSync('named-compilezone', args);
  if (run.status !== 0) throw new Error(`named-compilezone: ${run.stdout}${run.stderr}`);
  return readFileSync(output);
}
