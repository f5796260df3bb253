// `healthy-dns keygen`: makes a key for signing zones, in a file that only its owner can read, and says what to do next.

import { closeSync, fsyncSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { didYouMean } from '../../config/findings/suggest.ts';
import type { CommandLine, Environment } from '../../config/sources/raw-value.ts';
import { algorithmWords, findAlgorithm } from '../../config/zones/read-signing.ts';
import { traitsOf } from '../../signing/algorithms.ts';
import { makeSigningKey, type SigningKey } from '../../signing/signing-key.ts';
import { printSecurityAlgorithm } from '../../wire/protocol.ts';
import { printFindings } from '../printing/print-error.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { describeDelegation, printDelegation } from './delegation.ts';
import { gatherZoneNames } from './zone-names.ts';

export interface KeygenOptions {
  /** As typed. */
  readonly algorithm: string;
  readonly out: string | undefined;
  /** The zone that the key is for, of several. */
  readonly zone: string | undefined;
}

export function keygen(
  commandLine: CommandLine,
  environment: Environment,
  { algorithm: word, out, zone }: KeygenOptions,
): number {
  const { zones, findings } = gatherZoneNames(commandLine, environment, { zone, mayLackFile: true });
  const algorithm = findAlgorithm(word);
  if (algorithm === undefined) {
    const hint = didYouMean(word.toLowerCase(), algorithmWords);
    findings.error('--algorithm', `"${word}" is not one of ${algorithmWords.join(', ')}${hint}`);
  }
  if (out === undefined || out === '') findings.error('--out', 'is required: the file to write the key to');
  printFindings(findings.all);
  if (findings.hasErrors || algorithm === undefined || out === undefined) return ExitCode.config;
  const path = resolve(out);
  const privateKey = traitsOf(algorithm).generate();
  const problem = writeNewFile(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  if (problem !== undefined) {
    process.stderr.write(`error: --out: "${path}" ${problem}\n`);
    return ExitCode.cannotCreate;
  }
  const key = makeSigningKey(privateKey, algorithm);
  // A key is rarely for all of several zones.
  const [only, ...others] = zones;
  const names = others.length === 0 ? (only?.names ?? []) : [];
  const delegations = names.map((name) => printDelegation(describeDelegation(name, key)));
  process.stdout.write([explainNext(path, key, names.length > 0), ...delegations].join('\n'));
  return ExitCode.ok;
}

/** Overwriting a key in use breaks its zone until the registrar acts. */
function writeNewFile(path: string, text: string): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'wx', 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return 'already exists; a key is never overwritten';
    return code === 'ENOENT' ? 'cannot be written: no such directory' : `cannot be written: ${code}`;
  }
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
    return undefined;
  } catch (error) {
    unlinkSync(path);
    return `cannot be written: ${(error as NodeJS.ErrnoException).code}`;
  } finally {
    closeSync(descriptor);
  }
}

function explainNext(path: string, { algorithm, keyTag }: SigningKey, hasZones: boolean): string {
  const records = hasZones
    ? 'the records below'
    : `what "healthy-dns ds --priv-key-path ${path} --hosted-zone ZONE" prints`;
  return `${path} now holds a new private key: ${printSecurityAlgorithm(algorithm)}, key tag ${keyTag}.
Keep a copy in a safe place: without it, every change of keys needs the registrar first.

1. Sign with it: --priv-key-path ${path}, or priv-key-path in the configuration file
   (as a service: "systemctl edit healthy-dns" with the lines that "systemctl cat healthy-dns" shows, then a restart).
2. Wait until every name server answers with signatures, and for the longest TTL of the zone.
3. Then give the registrar ${records}. From then on resolvers insist on signatures.
`;
}
