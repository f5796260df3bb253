// The OPT record of a query (RFC 6891), also of one that is refused before its records are looked at: who sends OPT gets
// OPT, whatever else is wrong. Bounded by the packet's length; allocates nothing, throws nothing, follows no pointer.

import { RecordType, ResponseCode } from '../wire/protocol.ts';
import type { QueryView } from './query-view.ts';
import { readUint16 } from './uint16.ts';

/** RFC 6891 §6.2.3: smaller values mean 512. */
export const payloadOctetsMin = 512;
/** Type, class, TTL and length behind the owner's name. */
export const fixedRecordOctets = 10;

const headerOctets = 12;
const questionTailOctets = 4;
const labelOctetsMax = 63;
const nameOctetsMax = 255;
const optionHeaderOctets = 4;
const dnssecOkBit = 0x80;

/** Reads the OPT whose owner ends at `fixedAt`; returns what is wrong with it as a response code. */
export function readOpt(packet: Uint8Array, fixedAt: number, end: number, view: QueryView): number {
  view.hasEdns = true;
  const payloadOctets = readUint16(packet, fixedAt + 2);
  view.payloadOctets = Math.max(payloadOctets, payloadOctetsMin);
  view.wantsDnssec = ((packet[fixedAt + 6] as number) & dnssecOkBit) !== 0;
  if (packet[fixedAt + 5] !== 0) return ResponseCode.BADVERS;
  // Options that we do not know are none of our business (RFC 6891 §6.1.2), but they must fit together.
  let at = fixedAt + fixedRecordOctets;
  while (at < end) {
    if (at + optionHeaderOctets > end) return ResponseCode.FORMERR;
    at += optionHeaderOctets + readUint16(packet, at + 2);
  }
  return at === end ? ResponseCode.NOERROR : ResponseCode.FORMERR;
}

/**
 * Walks through all sections, however many records they are said to have, to the first OPT that the root owns in the
 * additional one, and reads it. The walk ends where something does not fit: what stands behind that could be anything.
 * Returns NOERROR when there is no OPT. Every step is five octets at least, so 64 KiB are the worst that it can cost.
 */
export function findOpt(packet: Uint8Array, length: number, view: QueryView): number {
  let at = headerOctets;
  for (let i = readUint16(packet, 4); i > 0; i--) {
    at = skipName(packet, at, length);
    if (at === 0) return ResponseCode.NOERROR;
    at += questionTailOctets;
  }
  const additionalCount = readUint16(packet, 10);
  for (let i = readUint16(packet, 6) + readUint16(packet, 8) + additionalCount; i > 0; i--) {
    const fixedAt = skipName(packet, at, length);
    if (fixedAt === 0 || fixedAt + fixedRecordOctets > length) return ResponseCode.NOERROR;
    const end = fixedAt + fixedRecordOctets + readUint16(packet, fixedAt + 8);
    if (end > length) return ResponseCode.NOERROR;
    const isOpt = readUint16(packet, fixedAt) === RecordType.OPT && packet[at] === 0;
    if (isOpt && i <= additionalCount) return readOpt(packet, fixedAt, end, view);
    at = end;
  }
  return ResponseCode.NOERROR;
}

/** The position behind a name, or 0 when it is malformed. A pointer ends it and is not followed. */
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
