// Reads a query's bytes: is it one, what does it ask, and if it cannot be answered, with which code to say so.
// Everything is bounded by the packet's length, nothing is allocated, nothing throws. Refuses to know zones.

import { finishHash, hashFactor, hashSeed } from '../answers/hash-name.ts';
import { Opcode, RecordClass, RecordType, ResponseCode } from '../wire/protocol.ts';
import type { QueryView } from './query-view.ts';
import { findOpt, fixedRecordOctets, payloadOctetsMin, readOpt, skipName } from './read-opt.ts';
import { readUint16 } from './uint16.ts';

/** Not a query: whoever sent it gets nothing, or two servers could talk to each other for ever. */
export const dropShort = -1;
export const dropResponse = -2;

const headerOctets = 12;
const questionTailOctets = 4;
const labelOctetsMax = 63;
const nameOctetsMax = 255;
/** A query carries an OPT and, after it, a TSIG or SIG(0) record at most (RFC 8945 §5.1); more is noise that costs. */
const additionalRecordsMax = 2;

/** Fills in `view`; returns a negative number when there must be no reply, or the response code: NOERROR means that the question can be looked up. */
export function triageQuery(packet: Uint8Array, length: number, view: QueryView): number {
  if (length < headerOctets) return dropShort;
  const flags = packet[2] as number;
  if ((flags & 0x80) !== 0) return dropResponse;
  view.questionEnd = headerOctets;
  view.hasEdns = false;
  view.payloadOctets = payloadOctetsMin;
  view.wantsDnssec = false;
  view.type = 0;
  // What follows the header of another opcode is that opcode's business: only its OPT is read, and nothing is echoed.
  if (((flags >>> 3) & 0x0f) !== Opcode.QUERY) {
    return findOpt(packet, length, view) === ResponseCode.BADVERS
      ? ResponseCode.BADVERS
      : ResponseCode.NOTIMP;
  }
  const code = readQuery(packet, length, view);
  if (code === ResponseCode.FORMERR && !view.hasEdns) findOpt(packet, length, view);
  return code;
}

function readQuery(packet: Uint8Array, length: number, view: QueryView): number {
  // RFC 9619 §4: a query has one question. RFC 7873 §5.4 allows none beside a cookie; we have no cookies.
  if (packet[4] !== 0 || packet[5] !== 1) return ResponseCode.FORMERR;
  if (!readQuestion(packet, length, view)) return ResponseCode.FORMERR;
  return readRest(packet, length, view);
}

function readQuestion(packet: Uint8Array, length: number, view: QueryView): boolean {
  const { name, labelStarts, prefixHashes } = view;
  let at = headerOctets;
  let polynomial = hashSeed;
  let labelCount = 0;
  for (;;) {
    if (at >= length) return false;
    const labelOctets = packet[at] as number;
    // A pointer here could only point into the header, and the other two kinds of label are dead (RFC 6891 §5).
    if (labelOctets > labelOctetsMax) return false;
    const start = at - headerOctets;
    if (labelOctets === 0) break;
    const end = at + 1 + labelOctets;
    if (end - headerOctets >= nameOctetsMax || end >= length) return false;
    labelStarts[labelCount] = start;
    prefixHashes[labelCount] = polynomial;
    labelCount++;
    name[start] = labelOctets;
    polynomial = (Math.imul(polynomial, hashFactor) + labelOctets) | 0;
    for (let i = at + 1; i < end; i++) {
      let octet = packet[i] as number;
      if (octet >= 0x41 && octet <= 0x5a) octet += 0x20;
      name[i - headerOctets] = octet;
      polynomial = (Math.imul(polynomial, hashFactor) + octet) | 0;
    }
    at = end;
  }
  name[at - headerOctets] = 0;
  polynomial = Math.imul(polynomial, hashFactor);
  at++;
  if (at + questionTailOctets > length) return false;
  view.nameOctets = at - headerOctets;
  view.labelCount = labelCount;
  view.polynomial = polynomial;
  view.hash = finishHash(polynomial);
  view.type = readUint16(packet, at);
  view.recordClass = readUint16(packet, at + 2);
  view.questionEnd = at + questionTailOctets;
  return true;
}

/** What stands behind the question of a query: nothing, or additional records of which we read OPT. */
function readRest(packet: Uint8Array, length: number, view: QueryView): number {
  const answerCount = readUint16(packet, 6);
  const authorityCount = readUint16(packet, 8);
  const additionalCount = readUint16(packet, 10);
  if (answerCount !== 0 || additionalCount > additionalRecordsMax) return ResponseCode.FORMERR;
  // RFC 1995 §3: a query for IXFR brings the SOA that the client has.
  const isIxfr = view.type === RecordType.IXFR;
  if (authorityCount !== 0 && !(isIxfr && authorityCount === 1)) return ResponseCode.FORMERR;
  let code: number = ResponseCode.NOERROR;
  let at = view.questionEnd;
  for (let i = authorityCount + additionalCount; i > 0; i--) {
    const isAdditional = i <= additionalCount;
    const fixedAt = skipName(packet, at, length);
    if (fixedAt === 0 || fixedAt + fixedRecordOctets > length) return ResponseCode.FORMERR;
    const dataAt = fixedAt + fixedRecordOctets;
    const end = dataAt + readUint16(packet, fixedAt + 8);
    if (end > length) return ResponseCode.FORMERR;
    if (readUint16(packet, fixedAt) === RecordType.OPT) {
      // RFC 6891 §6.1.1: one OPT at most, in the additional section, owned by the root.
      if (view.hasEdns || !isAdditional || packet[at] !== 0) return ResponseCode.FORMERR;
      code = readOpt(packet, fixedAt, end, view);
    }
    at = end;
  }
  if (at !== length) return ResponseCode.FORMERR;
  return code === ResponseCode.NOERROR ? checkQuestion(view) : code;
}

function checkQuestion(view: QueryView): number {
  if (view.recordClass !== RecordClass.IN) return ResponseCode.REFUSED;
  switch (view.type) {
    // These types exist only as parts of a message; nobody can own such a record.
    case RecordType.OPT:
    case RecordType.TKEY:
    case RecordType.TSIG:
      return ResponseCode.FORMERR;
    // Nobody may transfer our zones.
    case RecordType.AXFR:
    case RecordType.IXFR:
      return ResponseCode.REFUSED;
    // Obsolete since RFC 1035 §3.2.3.
    case RecordType.MAILA:
    case RecordType.MAILB:
      return ResponseCode.NOTIMP;
    default:
      return ResponseCode.NOERROR;
  }
}
