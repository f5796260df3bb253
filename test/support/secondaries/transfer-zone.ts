// A whole zone from any server, by dig.

import { execFile, spawnSync } from 'node:child_process';
import { needTool } from '../run-openssl.ts';
import type { TransferKey } from './secondary-product.ts';

const isInstalled = spawnSync('dig', ['-v']).error === undefined;

export function needDig(context: Mocha.Context): void {
  needTool(context, isInstalled, 'dig is not installed; it comes with the package bind9-dnsutils');
}

export interface TransferSource {
  readonly address?: string;
  readonly port: number;
  readonly key?: TransferKey;
  /** An address of this machine to ask from. */
  readonly from?: string;
}

/** A signed zone of 10,000 names has 7 MB as text. */
const outputOctetsMax = 64 * 1024 * 1024;

/** Its records in master-file form, one per line, absolute names; the SOA first; that at the end, the same, is left out. */
export function transferZone(
  apex: string,
  { address = '127.0.0.1', port, key, from }: TransferSource,
): Promise<readonly string[]> {
  const origin = from === undefined ? [] : ['-b', from];
  const signed = key === undefined ? [] : ['-y', `${key.algorithm}:${key.name}:${key.secret}`];
  const words = [`@${address}`, '-p', String(port), ...origin, ...signed, apex, 'AXFR', '+noall', '+answer'];
  return new Promise((resolve, reject) => {
    const options = { timeout: 60_000, maxBuffer: outputOctetsMax };
    execFile('dig', words, options, (error, stdout, stderr) => {
      const lines = stdout.split('\n').filter((line) => line !== '' && !line.startsWith(';'));
      const isOneSerial = lines.length > 1 && lines[0] === lines.at(-1);
      if (error === null && isOneSerial) resolve(lines.slice(0, -1));
      else reject(new Error(`dig ${words.join(' ')}: ${stdout.slice(-500)}${stderr}`, { cause: error }));
    });
  });
}

/** What one has and the other lacks, for a message; what `rewritten` matches does not count. */
export function differencesOf(
  expected: readonly string[],
  found: readonly string[],
  rewritten?: RegExp,
): string[] {
  // Master files may write numbers, names and spaces in several ways; dig uses one.
  const plain = (line: string) => line.replace(/\s+/g, ' ').toLowerCase();
  const comparable = (line: string) =>
    rewritten === undefined ? plain(line) : plain(line).replace(rewritten, '');
  const [left, right] = [new Set(expected.map(comparable)), new Set(found.map(comparable))];
  return [
    ...[...left].filter((line) => !right.has(line)).map((line) => `lacks ${line}`),
    ...[...right].filter((line) => !left.has(line)).map((line) => `has ${line}`),
  ];
}
