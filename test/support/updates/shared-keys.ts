// TSIG keys as operators have them: a name, an algorithm, a secret, in a file that BIND, its tools and we read.

import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryDirectory } from '../temporary-directory.ts';

export const keyAlgorithms = ['hmac-sha256', 'hmac-sha384', 'hmac-sha512', 'hmac-sha1'] as const;
export type KeyAlgorithm = (typeof keyAlgorithms)[number];

export interface SharedKey {
  /** Dotted text without the final dot. */
  readonly name: string;
  readonly algorithm: KeyAlgorithm;
  /** Base64. */
  readonly secret: string;
}

const secretOctets = 32;

export function makeSharedKey(name: string, algorithm: KeyAlgorithm = 'hmac-sha256'): SharedKey {
  return { name, algorithm, secret: randomBytes(secretOctets).toString('base64') };
}

/** As `tsig-keygen` prints them. */
export function printSharedKeys(keys: readonly SharedKey[]): string {
  const clauses = keys.map(
    ({ name, algorithm, secret }) =>
      `key "${name}" {\n\talgorithm ${algorithm};\n\tsecret "${secret}";\n};\n`,
  );
  return clauses.join('');
}

/** Returns the path of the file. */
export function writeSharedKeys(keys: readonly SharedKey[]): string {
  const file = join(makeTemporaryDirectory(), 'keys.conf');
  writeFileSync(file, printSharedKeys(keys), { mode: 0o600 });
  return file;
}
