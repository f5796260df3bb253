// Makes a new key, as text that `readKeyFile` and named read.

import { randomBytes } from 'node:crypto';
import { traitsOf } from '../algorithm-traits.ts';
import type { TsigAlgorithm } from '../tsig-key.ts';

/** SHA-1 is for keys that exist (RFC 8945 §6). */
export const generatedAlgorithms = ['hmac-sha256', 'hmac-sha384', 'hmac-sha512'] as const;
/** Every server knows it (RFC 8945 §6). */
export const usualAlgorithm = 'hmac-sha256';
/** That of BIND's tsig-keygen. */
export const usualName = 'tsig-key';

/** `name` is one that needs no escapes. */
export function printKeyFile(name: string, algorithm: TsigAlgorithm): string {
  // As long as the hash: shorter secrets weaken it, longer ones add nothing (RFC 2104 §3).
  const secret = randomBytes(traitsOf({ algorithm }).macOctets).toString('base64');
  return `key "${name}" {\n\talgorithm ${algorithm};\n\tsecret "${secret}";\n};\n`;
}
