// Where the parts of a message are that a signature is about: one walk over a message that anybody may have written, which
// reads no name and allocates nothing but its outcome.

import {
  fixedRecordOctets,
  headerOctets,
  questionTailOctets,
  readUint16,
  SectionCount,
} from '../wire/message-format.ts';
import { RecordType } from '../wire/protocol.ts';
import { skipName } from '../wire/skip-name.ts';

export interface MessageLayout {
  /** Behind the only question; the header's end when there is none, or several, or it cannot be read. */
  readonly questionEnd: number;
  /** Behind the owner of the OPT record; absent: there is none. */
  readonly optAt: number | undefined;
  /** Where the signature is: the last of the additional records, with nothing behind it. */
  readonly tsig: 'absent' | 'misplaced' | { readonly start: number; readonly fixedAt: number };
}

/** Nothing for what cannot be walked to its last record. */
export function readLayout(octets: Uint8Array): MessageLayout | undefined {
  let at = headerOctets;
  const questions = readUint16(octets, 4);
  for (let i = questions; i > 0; i--) {
    at = skipName(octets, at, octets.length);
    if (at === 0 || at + questionTailOctets > octets.length) return undefined;
    at += questionTailOctets;
  }
  const questionEnd = questions === 1 ? at : headerOctets;
  const additionals = readUint16(octets, SectionCount.additional);
  const records =
    readUint16(octets, SectionCount.answer) + readUint16(octets, SectionCount.authority) + additionals;
  let optAt: number | undefined;
  let signatures = 0;
  let start = at;
  let fixedAt = at;
  for (let left = records; left > 0; left--) {
    start = at;
    fixedAt = skipName(octets, at, octets.length);
    if (fixedAt === 0 || fixedAt + fixedRecordOctets > octets.length) return undefined;
    at = fixedAt + fixedRecordOctets + readUint16(octets, fixedAt + 8);
    if (at > octets.length) return undefined;
    const type = readUint16(octets, fixedAt);
    if (type === RecordType.TSIG) signatures++;
    if (type === RecordType.OPT && left <= additionals) optAt ??= fixedAt;
  }
  if (signatures === 0) return { questionEnd, optAt, tsig: 'absent' };
  // RFC 8945 §5.1 and §5.2: exactly one, behind all else. What follows it would not be signed.
  const isLast = additionals > 0 && readUint16(octets, fixedAt) === RecordType.TSIG && at === octets.length;
  return { questionEnd, optAt, tsig: isLast && signatures === 1 ? { start, fixedAt } : 'misplaced' };
}
