// Reads a file that the configuration names: one with a secret in it, of which it says when others can read it too, or one that
// goes with it. Messages name files, never their contents.

import { explainReadError } from '../../base/explain-read-error.ts';
import { escapeText, quote } from '../../base/quote.ts';
import { type ReadProblem, type RegularFile, readRegularFile } from '../../base/read-regular-file.ts';
import type { Findings } from '../../config/findings/finding.ts';

/** Owner and group are the operator's business; nobody else may access a key. */
const othersMask = 0o007;
/** systemd.exec(5): below it each service finds its own credentials. */
const credentialsRoot = '/run/credentials/';

export interface SecretFile {
  readonly octetsMax: number;
  /** What says how to pass on private files. */
  readonly manual: string;
  /** The path of the setting that names it, for findings. */
  readonly setting: string;
}

export function readSecretFile(file: string, how: SecretFile, findings: Findings): Uint8Array | undefined {
  const read = readFile(file, how, findings);
  if (read === undefined) return undefined;
  if ((read.mode & othersMask) !== 0) {
    findings.warn(
      how.setting,
      `${quote(file)} is accessible to every user of this machine; run "chmod o= ${escapeText(file)}"`,
    );
  }
  return read.bytes;
}

/** A file without a secret. */
export function readSharedFile(file: string, how: SecretFile, findings: Findings): Uint8Array | undefined {
  return readFile(file, how, findings)?.bytes;
}

function readFile(
  file: string,
  { octetsMax, manual, setting }: SecretFile,
  findings: Findings,
): RegularFile | undefined {
  const read = readRegularFile(file, { octetsMax });
  if (read.ok) return read.value;
  const why = `${explainReadError(read.problem)}${wayOut(file, read.problem, manual)}`;
  findings.error(setting, `${quote(file)} cannot be read: ${why}`);
  return undefined;
}

function wayOut(file: string, problem: ReadProblem, manual: string): string {
  // No reload can fix this, whatever is done to the file.
  if (file.startsWith(credentialsRoot))
    return '; systemd loads credentials (LoadCredential=) only when it starts the service: run "systemctl restart healthy-dns"';
  const isForbidden = problem.kind === 'failed' && problem.code === 'EACCES';
  return isForbidden ? `; pass private files to the service with LoadCredential=, see ${manual}` : '';
}
