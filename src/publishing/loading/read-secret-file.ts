// Reads a file with a secret in it, and says so when others can read it too. Messages name files, never their contents.

import { explainReadError } from '../../base/explain-read-error.ts';
import { escapeText, quote } from '../../base/quote.ts';
import { type ReadProblem, readRegularFile } from '../../base/read-regular-file.ts';
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

export function readSecretFile(
  file: string,
  { octetsMax, manual, setting }: SecretFile,
  findings: Findings,
): Uint8Array | undefined {
  const read = readRegularFile(file, { octetsMax });
  if (!read.ok) {
    const why = `${explainReadError(read.problem)}${wayOut(file, read.problem, manual)}`;
    findings.error(setting, `${quote(file)} cannot be read: ${why}`);
    return undefined;
  }
  const { bytes, mode } = read.value;
  if ((mode & othersMask) !== 0) {
    findings.warn(
      setting,
      `${quote(file)} is accessible to every user of this machine; run "chmod o= ${escapeText(file)}"`,
    );
  }
  return bytes;
}

function wayOut(file: string, problem: ReadProblem, manual: string): string {
  // No reload can fix this, whatever is done to the file.
  if (file.startsWith(credentialsRoot))
    return '; systemd loads credentials (LoadCredential=) only when it starts the service: run "systemctl restart healthy-dns"';
  const isForbidden = problem.kind === 'failed' && problem.code === 'EACCES';
  return isForbidden ? `; pass private files to the service with LoadCredential=, see ${manual}` : '';
}
