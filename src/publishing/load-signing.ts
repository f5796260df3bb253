// Reads key files -> what zones are signed with, or every finding. Messages name files, never their contents.

import { explainReadError } from '../base/explain-read-error.ts';
import { type ReadProblem, readRegularFile } from '../base/read-regular-file.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import { type Finding, Findings } from '../config/findings/finding.ts';
import { printPath } from '../config/findings/print-path.ts';
import { escapeText, quote } from '../config/findings/quote.ts';
import type { KeySource, SigningPlan } from '../config/zones/read-signing.ts';
import { explainKeyProblem } from '../signing/key-problem.ts';
import { keyFileOctetsMax, readKey } from '../signing/read-key.ts';
import type { SigningKey } from '../signing/signing-key.ts';
import type { SigningSettings } from '../signing/signing-settings.ts';

export interface LoadedSigning {
  readonly settings: SigningSettings;
  readonly warnings: readonly Finding[];
}

/** OpenSSL accepts no longer one. */
const passphraseOctetsMax = 1024;
/** Owner and group are the operator's business; nobody else may access a key. */
const othersMask = 0o007;

export function loadSigning({ keys: sources, kind }: SigningPlan): Result<LoadedSigning, readonly Finding[]> {
  const findings = new Findings();
  const keys: SigningKey[] = [];
  for (const [index, source] of sources.entries()) {
    const at = sources.length === 1 ? undefined : index;
    const key = loadKey(source, at, findings);
    if (key === undefined) continue;
    const twin = keys.find(({ algorithm, keyTag }) => algorithm === key.algorithm && keyTag === key.keyTag);
    if (twin !== undefined) findings.error(pathOf('priv-key-path', at), explainTwin(source, key, twin));
    keys.push(key);
  }
  const [first, ...others] = keys;
  if (findings.hasErrors || first === undefined) return fail(findings.all);
  return succeed({ settings: { keys: [first, ...others], kind }, warnings: findings.all });
}

/** Signatures name their key by its tag: with two alike a validator would have to try both, and not all do. */
function explainTwin({ path }: KeySource, key: SigningKey, twin: SigningKey): string {
  if (key.dnskey === twin.dnskey) return `${quote(path)} holds the same key as an earlier file; name it once`;
  return `${quote(path)} holds a key with tag ${key.keyTag}, like an earlier file; generate another key`;
}

function loadKey(source: KeySource, at: number | undefined, findings: Findings): SigningKey | undefined {
  const { path, passphrasePath, algorithm } = source;
  const keyPath = pathOf('priv-key-path', at);
  const bytes = readSecret(path, keyFileOctetsMax, keyPath, findings);
  const passphrase =
    passphrasePath === undefined
      ? undefined
      : readSecret(passphrasePath, passphraseOctetsMax, pathOf('priv-key-passphrase-file', at), findings);
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

function pathOf(flag: string, index: number | undefined): string {
  return index === undefined ? flag : printPath(flag, index);
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
