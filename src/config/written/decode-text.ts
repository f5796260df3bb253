// Octets of a file -> text, or what is wrong with its encoding.

import { fail, type Result, succeed } from '../../base/result.ts';

/** Keeps a byte order mark. The problem follows the name of the file. */
export function decodeText(bytes: Uint8Array): Result<string, string> {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return fail('is UTF-16; save it as UTF-8');
  try {
    return succeed(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return fail('is not UTF-8; save it as UTF-8');
  }
}
