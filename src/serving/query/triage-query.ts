// Reads a query's bytes: is it one, what does it ask, and if it cannot be answered, which code says so.
// Everything is bounded by the packet's length, nothing is allocated, nothing throws. Refuses to know zones.

import { finishHash, hashFactor, hashSeed } from '../../answers/hash-name.ts';
import {
  fixedRecordOctets,
  headerOctets,
  questionTailOctets,
  readUint16,
  SectionCount,
} from '../../wire/message-format.ts';
import { labelOctetsMax, nameOctetsMax } from '../../wire/name.ts';
import { Opcode, RecordClass, RecordType, ResponseCode } from '../../wire/protocol.ts';
import { skipName } from '../../wire/skip-name.ts';
import type { QueryView } from './query-view.ts';
import { findOpt, payloadOctetsMin, readOpt } from './read-opt.ts';

export type Triage =
  /** The question can be looked up. */
  | 'look up'
  /** Asks what this server says of itself (RFC 4892): class CH has nothing else. */
  | 'about us'
  /** Somebody tells that a zone has changed (RFC 1996). */
  | 'notify'
  /** There is no question: the client wants nothing but a cookie (RFC 7873 §5.4). */
  | 'cookie'
  /** The reply says `view.code` and nothing else. */
  | 'reject'
  /** Not even a header: there is nothing to reply to. */
  | 'drop short'
  /** Not a query but a response. */
  | 'drop response';

/** A query carries an OPT and, after it, a TSIG or SIG(0) record at most (RFC 8945 §5.1); more is noise that costs. */
const additionalRecordsMax = 2;
/** What a NOTIFY may carry beside its question: an SOA as a hint (RFC 1996 §3.7), and its signatures. */
const hintsMax = 4;

// V8 folds the constants of a module into its code, and looks imported ones up with every use.
const { NOERROR, FORMERR, NOTIMP, REFUSED, BADVERS } = ResponseCode;
const { SOA, OPT, TKEY, TSIG, AXFR, IXFR, MAILA, MAILB } = RecordType;
const { IN, CH } = RecordClass;
const { QUERY, NOTIFY, UPDATE } = Opcode;
const { answer: answerCountAt, authority: authorityCountAt, additional: additionalCountAt } = SectionCount;
const nameAt: number = headerOctets;

/** Fills in `view`, except for what is dropped. */
export function triageQuery(packet: Uint8Array, length: number, view: QueryView): Triage {
  if (length < headerOctets) return 'drop short';
  const flags = packet[2] as number;
  if ((flags & 0x80) !== 0) return 'drop response';
  const opcode = (flags >>> 3) & 0x0f;
  view.code = readByOpcode(packet, length, opcode, view);
  if (view.code !== NOERROR) return 'reject';
  if (opcode === NOTIFY) return 'notify';
  if (view.questionEnd === nameAt) return 'cookie';
  return view.recordClass === CH ? 'about us' : 'look up';
}

/** Returns the code that the query deserves; so do the functions below. */
function readByOpcode(packet: Uint8Array, length: number, opcode: number, view: QueryView): number {
  view.questionEnd = headerOctets;
  view.hasEdns = false;
  view.payloadOctets = payloadOctetsMin;
  view.wantsDnssec = false;
  view.type = 0;
  view.cookieAt = 0;
  view.hasValidCookie = false;
  view.wantsServerId = false;
  view.isPadded = false;
  view.keepaliveOctets = -1;
  view.tsigAt = 0;
  view.needsAttendant = false;
  // What follows the header of another opcode is that opcode's business: only its OPT is read, and nothing is echoed.
  if (opcode !== QUERY && opcode !== NOTIFY) {
    if (findOpt(packet, length, view) === BADVERS) return BADVERS;
    view.needsAttendant = opcode === UPDATE;
    return NOTIMP;
  }
  const code = opcode === QUERY ? readQuery(packet, length, view) : readNotify(packet, length, view);
  if (view.tsigAt !== 0) view.needsAttendant = true;
  if (code === FORMERR && !view.hasEdns) findOpt(packet, length, view);
  return code;
}

function readQuery(packet: Uint8Array, length: number, view: QueryView): number {
  // RFC 9619 §4: a query has one question.
  if (packet[4] !== 0 || packet[5] !== 1) return readQuestionless(packet, length, view);
  if (!readQuestion(packet, length, view)) return FORMERR;
  const authorityCount = readUint16(packet, authorityCountAt);
  // RFC 1995 §3: a query for IXFR brings the SOA that the client has.
  const othersMax = view.type === IXFR ? 1 : 0;
  if (readUint16(packet, answerCountAt) !== 0 || authorityCount > othersMax) return FORMERR;
  const code = readRecords(packet, length, view, authorityCount);
  return code === NOERROR ? checkQuestion(view) : code;
}

/** RFC 7873 §5.4: there may be none beside a cookie. */
function readQuestionless(packet: Uint8Array, length: number, view: QueryView): number {
  for (let at = 4; at < additionalCountAt; at++) if (packet[at] !== 0) return FORMERR;
  view.nameOctets = 0;
  view.recordClass = 0;
  const code = readRecords(packet, length, view, 0);
  return code === NOERROR && view.cookieAt === 0 ? FORMERR : code;
}

/** Of what it says only its question counts: a primary believes no other server about its own zones. */
function readNotify(packet: Uint8Array, length: number, view: QueryView): number {
  if (packet[4] !== 0 || packet[5] !== 1) return FORMERR;
  if (!readQuestion(packet, length, view)) return FORMERR;
  const hintCount = readUint16(packet, answerCountAt) + readUint16(packet, authorityCountAt);
  if (hintCount > hintsMax) return FORMERR;
  const code = readRecords(packet, length, view, hintCount);
  // RFC 1996 knows no other type; BIND says FORMERR to one, too.
  return code === NOERROR && view.type !== SOA ? FORMERR : code;
}

function readQuestion(packet: Uint8Array, length: number, view: QueryView): boolean {
  const { name, labelStarts, prefixHashes } = view;
  let at = nameAt;
  let polynomial = hashSeed;
  let labelCount = 0;
  for (;;) {
    if (at >= length) return false;
    const labelOctets = packet[at] as number;
    // A pointer here could only point into the header, and the other two kinds of label are dead (RFC 6891 §5).
    if (labelOctets > labelOctetsMax) return false;
    const start = at - nameAt;
    if (labelOctets === 0) break;
    const end = at + 1 + labelOctets;
    if (end - nameAt >= nameOctetsMax || end >= length) return false;
    labelStarts[labelCount] = start;
    prefixHashes[labelCount] = polynomial;
    labelCount++;
    name[start] = labelOctets;
    polynomial = (Math.imul(polynomial, hashFactor) + labelOctets) | 0;
    for (let i = at + 1; i < end; i++) {
      let octet = packet[i] as number;
      if (octet >= 0x41 && octet <= 0x5a) octet += 0x20;
      name[i - nameAt] = octet;
      polynomial = (Math.imul(polynomial, hashFactor) + octet) | 0;
    }
    at = end;
  }
  name[at - nameAt] = 0;
  polynomial = Math.imul(polynomial, hashFactor);
  at++;
  if (at + questionTailOctets > length) return false;
  view.nameOctets = at - nameAt;
  view.labelCount = labelCount;
  view.polynomial = polynomial;
  view.hash = finishHash(polynomial);
  view.type = readUint16(packet, at);
  view.recordClass = readUint16(packet, at + 2);
  view.questionEnd = at + questionTailOctets;
  return true;
}

/** Behind the question stand `otherCount` records, or none, and additional ones of which we read OPT and find TSIG. */
function readRecords(packet: Uint8Array, length: number, view: QueryView, otherCount: number): number {
  const additionalCount = readUint16(packet, additionalCountAt);
  if (additionalCount > additionalRecordsMax) return FORMERR;
  let code: number = NOERROR;
  let tsigAt = 0;
  let at = view.questionEnd;
  for (let i = otherCount + additionalCount; i > 0; i--) {
    const isAdditional = i <= additionalCount;
    const fixedAt = skipName(packet, at, length);
    if (fixedAt === 0 || fixedAt + fixedRecordOctets > length) return FORMERR;
    const dataAt = fixedAt + fixedRecordOctets;
    const end = dataAt + readUint16(packet, fixedAt + 8);
    if (end > length) return FORMERR;
    const type = readUint16(packet, fixedAt);
    if (type === OPT) {
      // RFC 6891 §6.1.1: one OPT at most, in the additional section, owned by the root.
      if (view.hasEdns || !isAdditional || packet[at] !== 0) return FORMERR;
      code = readOpt(packet, fixedAt, end, view);
    } else if (type === TSIG) {
      // RFC 8945 §5.1: the last of the additional section, and so the only one.
      if (!isAdditional || i !== 1) return FORMERR;
      tsigAt = at;
    }
    at = end;
  }
  if (at !== length) return FORMERR;
  view.tsigAt = tsigAt;
  return code;
}

function checkQuestion(view: QueryView): number {
  if (view.recordClass === CH) return NOERROR;
  if (view.recordClass !== IN) return REFUSED;
  switch (view.type) {
    // These types exist only as parts of a message; nobody can own such a record.
    case OPT:
    case TKEY:
    case TSIG:
      return FORMERR;
    // What is said while nobody may transfer our zones.
    case AXFR:
    case IXFR:
      view.needsAttendant = true;
      return REFUSED;
    // Obsolete since RFC 1035 §3.2.3.
    case MAILA:
    case MAILB:
      return NOTIMP;
    default:
      return NOERROR;
  }
}
