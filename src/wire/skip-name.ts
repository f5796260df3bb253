// Finds where a name in a message ends, without reading it: for walks over messages that anybody may have written. Allocates
// nothing and throws nothing.

import { labelOctetsMax, nameOctetsMax } from './name.ts';

/** The position behind a name without pointers, all of it before `end`, or 0 when there is none. */
export function skipPlainName(octets: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const labelOctets = octets[at] as number;
    if (labelOctets === 0) return at + 1;
    if (labelOctets > labelOctetsMax || at + 1 + labelOctets - start >= nameOctetsMax) return 0;
    at += 1 + labelOctets;
  }
  return 0;
}

/** The position behind a name, or 0 when it is malformed. A pointer ends the name and is not followed. */
export function skipName(packet: Uint8Array, start: number, length: number): number {
  let at = start;
  while (at < length) {
    const octets = packet[at] as number;
    if (octets === 0) return at + 1;
    if (octets >= 0xc0) return at + 2 <= length ? at + 2 : 0;
    if (octets > labelOctetsMax || at + 1 + octets - start >= nameOctetsMax) return 0;
    at += 1 + octets;
  }
  return 0;
}
