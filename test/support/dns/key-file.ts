// Key files for daemons under test, one for each algorithm and number, and the trust anchors that match them.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { traitsOf } from '../../../src/signing/algorithms.ts';
import { makeSigningKey, type SigningKey } from '../../../src/signing/signing-key.ts';
import { dsOf } from '../../../src/signing/signing-settings.ts';
import type { Name } from '../../../src/wire/name.ts';
import { printName } from '../../../src/wire/name.ts';
import { printRdata } from '../../../src/wire/presentation/print-rdata.ts';
import {
  DigestType,
  printSecurityAlgorithm,
  RecordType,
  SecurityAlgorithm,
} from '../../../src/wire/protocol.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';

export interface KeyFile {
  readonly path: string;
  readonly key: SigningKey;
}

const made = new Map<string, KeyFile>();

/** Always the same for the same algorithm and number, because RSA is slow. No two keys share a tag. */
export function keyFile(
  algorithm: SecurityAlgorithm = SecurityAlgorithm.ECDSAP256SHA256,
  number = 0,
): KeyFile {
  const id = `${algorithm}-${number}`;
  const known = made.get(id);
  if (known !== undefined) return known;
  for (;;) {
    const privateKey = traitsOf(algorithm).generate();
    const key = makeSigningKey(privateKey, algorithm);
    if ([...made.values()].some((other) => other.key.keyTag === key.keyTag)) continue;
    const path = join(makeTemporaryDirectory(), `${id}.pem`);
    writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    const file = { path, key };
    made.set(id, file);
    return file;
  }
}

/** The flags that sign with a key; an RSA key fits two algorithms. */
export function signingFlags(
  { path, key }: KeyFile = keyFile(),
  kind: 'nsec' | 'nsec3' = 'nsec',
): Record<string, string> {
  return {
    'priv-key-path': path,
    'priv-key-alg': printSecurityAlgorithm(key.algorithm),
    nsec3: kind === 'nsec3' ? 'yes' : 'no',
  };
}

/** As the parent would publish it. */
export function dsRecord(apex: Name, { key }: KeyFile): string {
  return `${printName(apex)} IN DS ${printRdata(RecordType.DS, dsOf(apex, key, DigestType.SHA256))}`;
}
