// Names of letters, digits, hyphens, underscores and asterisks -> labels in wire form, as fast as a hundred thousand of them
// need. Refuses to know anything else: the caller has a slower way for escapes, for odd octets and for what is wrong.

import type { ByteString } from '../base/byte-string.ts';

const octetsMax = 254;
const labelOctetsMax = 63;
const dot = 0x2e;

/** In lower case; 0 where an octet is not plain. */
const plain = new Uint8Array(128);
for (const character of 'abcdefghijklmnopqrstuvwxyz0123456789-_*') {
  plain[character.charCodeAt(0)] = character.charCodeAt(0);
  plain[character.toUpperCase().charCodeAt(0)] = character.charCodeAt(0);
}

const octets = Buffer.alloc(octetsMax + 1);

/** The text must not end with a dot. Nothing when it is not plain or no name; a string of its own otherwise. */
export function readPlainLabels(text: string, end = text.length): ByteString | undefined {
  if (end >= octetsMax) return undefined;
  let lengthAt = 0;
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at);
    const octet = code < plain.length ? (plain[code] ?? 0) : 0;
    if (octet !== 0) {
      octets[at + 1] = octet;
      continue;
    }
    if (code !== dot) return undefined;
    const length = at - lengthAt;
    if (length === 0 || length > labelOctetsMax) return undefined;
    octets[lengthAt] = length;
    lengthAt = at + 1;
  }
  const length = end - lengthAt;
  if (length === 0 || length > labelOctetsMax) return undefined;
  octets[lengthAt] = length;
  return octets.toString('latin1', 0, end + 1) as ByteString;
}
