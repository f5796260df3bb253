// Base32 with the extended hex alphabet, lower-case and unpadded: hashes in the owner names of NSEC3 (RFC 5155 §1.3).
// It keeps order: texts sort as the octets they encode.

import type { ByteString } from '../base/byte-string.ts';

const alphabet = '0123456789abcdefghijklmnopqrstuv';
const digitBits = 5;

export function printBase32Hex(octets: ByteString): string {
  let text = '';
  let bits = 0;
  let bitCount = 0;
  for (let i = 0; i < octets.length; i++) {
    // At most 4 bits are left from the octet before: 12 in all.
    bits = ((bits << 8) | octets.charCodeAt(i)) & 0xfff;
    bitCount += 8;
    for (; bitCount >= digitBits; bitCount -= digitBits) {
      text += alphabet.charAt((bits >> (bitCount - digitBits)) & 0x1f);
    }
  }
  return bitCount === 0 ? text : text + alphabet.charAt((bits << (digitBits - bitCount)) & 0x1f);
}

/** In either case; nothing for what is not printed so. */
export function parseBase32Hex(text: string): ByteString | undefined {
  let octets = '';
  let bits = 0;
  let bitCount = 0;
  const lower = text.toLowerCase();
  for (const character of lower) {
    const digit = alphabet.indexOf(character);
    if (digit < 0) return undefined;
    bits = ((bits << digitBits) | digit) & 0xfff;
    bitCount += digitBits;
    if (bitCount < 8) continue;
    bitCount -= 8;
    octets += String.fromCharCode((bits >> bitCount) & 0xff);
  }
  return printBase32Hex(octets as ByteString) === lower ? (octets as ByteString) : undefined;
}
