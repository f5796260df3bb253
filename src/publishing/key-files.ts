// Key files -> keys, each file read once however many zones name it. Messages name files, never their contents.

import { explainReadError } from '../base/explain-read-error.ts';
import { escapeText, quote } from '../base/quote.ts';
import { type ReadProblem, readRegularFile } from '../base/read-regular-file.ts';
import type { Findings } from '../config/findings/finding.ts';
import type { KeySource } from '../config/zones/read-signing.ts';
import { explainKeyProblem } from '../signing/key-problem.ts';
import { keyFileOctetsMax, readKey } from '../signing/read-key.ts';
import type { SigningKey } from '../signing/signing-key.ts';

/** OpenSSL accepts no longer one. */
const passphraseOctetsMax = 1024;
/** Owner and group are the operator's business; nobody else may access a key. */
const othersMask = 0o007;

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
  const bytes = readSecret(path, keyFileOctetsMax, keyPath, findings);
  const passphrase =
    passphrasePath === undefined
      ? undefined
      : readSecret(passphrasePath, passphraseOctetsMax, pathOf('priv-key-passphrase-file'), findings);
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

/** systemd.exec(5): below it each service finds its own credentials. */
const credentialsRoot = '/run/credentials/';

function wayOut(file: string, problem: ReadProblem): string {
  // No reload can fix this, whatever is done to the file.
  if (file.startsWith(credentialsRoot))
    return '; systemd loads credentials (LoadCredential=) only when it starts the service: run "systemctl restart healthy-dns"';
  const isForbidden = problem.kind === 'failed' && problem.code === 'EACCES';
  return isForbidden ? '; pass private files to the service with LoadCredential=, see docs/dnssec.md' : '';
}

function readSecret(
  file: string,
  octetsMax: number,
  path: string,
  findings: Findings,
): Uint8Array | undefined {
  const read = readRegularFile(file, { octetsMax });
  if (!read.ok) {
    findings.error(
      path,
      `${quote(file)} cannot be read: ${explainReadError(read.problem)}${wayOut(file, read.problem)}`,
    );
    return undefined;
  }
  const { bytes, mode } = read.value;
  if ((mode & othersMask) !== 0) {
    findings.warn(
      path,
      `${quote(file)} is accessible to every user of this machine; run "chmod o= ${escapeText(file)}"`,
    );
  }
  return bytes;
}
