// Reads a domain name, compressed or not, from a message that anybody may have written: every step is bounded.

import { labelOctetsMax, type Name, nameOctetsMax } from './name.ts';

export interface NameInMessage {
  readonly name: Name;
  /** The position behind the name, or behind its first pointer. */
  readonly end: number;
}

/** Nothing when there is no valid name at `start`. */
export function readName(octets: Uint8Array, start: number): NameInMessage | undefined {
  let name = '';
  let at = start;
  let end: number | undefined;
  /** A pointer must lead to before the labels that led to it: then it cannot go in circles. */
  let limit = start;
  for (;;) {
    const length = octets[at];
    if (length === undefined) return undefined;
    if (length === 0) return { name: `${name}\0` as Name, end: end ?? at + 1 };
    if (length >= 0xc0) {
      const low = octets[at + 1];
      if (low === undefined) return undefined;
      const target = ((length & 0x3f) << 8) | low;
      if (target >= limit) return undefined;
      end ??= at + 2;
      limit = target;
      at = target;
      continue;
    }
    // RFC 1035 §4.1.4 and RFC 6891 §5: the other two kinds of labels are reserved or abandoned.
    if (length > labelOctetsMax || at + 1 + length > octets.length) return undefined;
    if (name.length + 1 + length >= nameOctetsMax) return undefined;
    name += readLabel(octets, at, length);
    at += 1 + length;
  }
}

/** With its length octet, and in lower case: case does not matter in names (RFC 4343). */
function readLabel(octets: Uint8Array, at: number, length: number): string {
  let label = String.fromCharCode(length);
  for (let i = at + 1; i <= at + length; i++) {
    const octet = octets[i] ?? 0;
    label += String.fromCharCode(octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet);
  }
  return label;
}
