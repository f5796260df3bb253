// The file that --http-token-file names -> what tokens look like when they are sent, and what is wrong with them. One in each
// line, so that a new one can be handed out before the old one goes. Only their digests stay in memory.

import { createHash } from 'node:crypto';
import { quote } from '../../base/quote.ts';
import type { Findings } from '../../config/findings/finding.ts';
import { readSecretFile } from './read-secret-file.ts';

const setting = 'http-token-file';
/** A few lines and their comments. */
const fileOctetsMax = 16 * 1024;
/** Each is compared with what a client sends. */
const tokensMax = 16;
/** RFC 6750 §2.1: nothing else fits behind "Bearer". Shorter ones could be guessed. */
const tokenPattern = /^[\w.~+/-]{16,256}=*$/;

export function loadHttpTokens(file: string, findings: Findings): readonly string[] {
  const options = { octetsMax: fileOctetsMax, manual: 'docs/http.md', setting };
  const bytes = readSecretFile(file, options, findings);
  if (bytes === undefined) return [];
  const digests = new Set<string>();
  for (const [index, line] of Buffer.from(bytes).toString('latin1').split('\n').entries()) {
    const token = line.replace(/#.*/, '').trim();
    if (token === '') continue;
    if (tokenPattern.test(token)) digests.add(createHash('sha256').update(token).digest('base64'));
    else
      findings.error(
        setting,
        `line ${index + 1} of ${quote(file)} is not a token of 16 to 256 letters, digits and "-._~+/"; make one with ` +
          '"openssl rand -hex 32"',
      );
  }
  if (digests.size > tokensMax)
    findings.error(setting, `${quote(file)} has ${digests.size} tokens; at most ${tokensMax} are allowed`);
  if (digests.size === 0 && !findings.hasErrors)
    findings.error(
      setting,
      `${quote(file)} has no token; write one into it, such as "openssl rand -hex 32" prints`,
    );
  return [...digests];
}
