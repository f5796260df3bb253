// Key files -> keys, each file read once however many zones name it. Messages name files, never their contents.

import { quote } from '../../base/quote.ts';
import type { Findings } from '../../config/findings/finding.ts';
import type { KeySource } from '../../config/zones/read-signing.ts';
import { explainKeyProblem } from '../../signing/key-problem.ts';
import { keyFileOctetsMax, readKey } from '../../signing/read-key.ts';
import type { SigningKey } from '../../signing/signing-key.ts';
import { readSecretFile } from './read-secret-file.ts';

/** OpenSSL accepts no longer one. */
const passphraseOctetsMax = 1024;
const manual = 'docs/dnssec.md';
/** For one configuration: the next one reads the files again. */
export class KeyFiles {
  readonly #known = new Map<string, SigningKey | undefined>();

  /** What is wrong with a file is said where it is named first. `pathOf` is where a setting of the key is written. */
  load(source: KeySource, pathOf: (setting: string) => string, findings: Findings): SigningKey | undefined {
    const id = JSON.stringify([source.path, source.passphrasePath, source.algorithm]);
    if (!this.#known.has(id)) this.#known.set(id, loadKey(source, pathOf, findings));
    return this.#known.get(id);
  }
}

function loadKey(
  { path, passphrasePath, algorithm }: KeySource,
  pathOf: (setting: string) => string,
  findings: Findings,
): SigningKey | undefined {
  const keyPath = pathOf('priv-key-path');
  const bytes = readSecretFile(path, { octetsMax: keyFileOctetsMax, manual, setting: keyPath }, findings);
  const passphrase =
    passphrasePath === undefined
      ? undefined
      : readSecretFile(
          passphrasePath,
          { octetsMax: passphraseOctetsMax, manual, setting: pathOf('priv-key-passphrase-file') },
          findings,
        );
  if (bytes === undefined || (passphrasePath !== undefined && passphrase === undefined)) return undefined;
  const key = readKey({ bytes, passphrase: passphrase && passphraseIn(passphrase), algorithm });
  if (key.ok) return key.value;
  findings.error(keyPath, `${quote(path)} ${explainKeyProblem(key.problem)}`);
  return undefined;
}

/** Editors and `echo` append a line break that is not part of the passphrase. */
function passphraseIn(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}
