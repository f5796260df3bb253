// The files that --cookie-secret-file names -> secrets, and what is wrong with them. One in each line, as 32 hexadecimal digits:
// what BIND, Knot and NSD call a cookie secret, and how NSD keeps its own. Messages name files and lines, never secrets.

import { createSecretKey, type KeyObject } from 'node:crypto';
import { basename } from 'node:path';
import { escapeText, quote } from '../../base/quote.ts';
import { sipKeyOctets } from '../../base/sip-hash.ts';
import type { Findings } from '../../config/findings/finding.ts';
import { printPath } from '../../config/findings/print-path.ts';
import { cookieSecretsMax } from '../../serving/rules/cookie-secrets.ts';
import { readSecretFile } from './read-secret-file.ts';

/** A few lines and their comments. */
const fileOctetsMax = 16 * 1024;
const setting = 'cookie-secret-file';
const hexDigits = sipKeyOctets * 2;
const secretLine = new RegExp(`^[0-9a-f]{${hexDigits}}$`, 'i');
/** Also as Knot writes it. */
const secretAsName = new RegExp(`^(0x)?[0-9a-f]{${hexDigits}}$`, 'i');

/** The first makes cookies, all of them check. */
export function loadCookieSecrets(files: readonly string[], findings: Findings): readonly KeyObject[] {
  const secrets: KeyObject[] = [];
  for (const [index, file] of files.entries()) {
    const path = files.length === 1 ? setting : printPath(setting, index);
    if (secretAsName.test(basename(file)))
      findings.error(
        path,
        'is a secret where the name of a file belongs; write it into a file, and name that',
      );
    else loadFile(file, path, secrets, findings);
  }
  if (secrets.length > cookieSecretsMax)
    findings.error(
      setting,
      `has ${secrets.length} secrets; at most ${cookieSecretsMax} are used, and rolling over takes two`,
    );
  return secrets;
}

function loadFile(file: string, path: string, secrets: KeyObject[], findings: Findings): void {
  const options = { octetsMax: fileOctetsMax, manual: 'docs/security.md', setting: path };
  const bytes = readSecretFile(file, options, findings);
  if (bytes === undefined) return;
  const lines = Buffer.from(bytes).toString('latin1').split('\n');
  let count = 0;
  for (const [index, line] of lines.entries()) {
    const text = line.replace(/#.*/, '').trim();
    if (text === '') continue;
    count++;
    if (!secretLine.test(text)) {
      const what = `line ${index + 1} of ${quote(file)} is not a secret of ${hexDigits} hexadecimal digits`;
      findings.error(path, `${what}; make one with "openssl rand -hex ${sipKeyOctets}"`);
      return;
    }
    const secret = createSecretKey(Buffer.from(text, 'hex'));
    if (secrets.some((before) => before.equals(secret)))
      findings.warn(path, `line ${index + 1} of ${quote(file)} repeats an earlier secret`);
    else secrets.push(secret);
  }
  if (count > 0) return;
  const remedy = `openssl rand -hex ${sipKeyOctets} > ${escapeText(file)}`;
  findings.error(path, `${quote(file)} has no secret; write one into it: "${remedy}"`);
}
