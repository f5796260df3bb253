// Takes all records out of a reply of ours but OPT, and says that they can be had over TCP: for a reply that turns out to be too
// long when it is sent. Refuses to know why.

import {
  fixedRecordOctets,
  headerOctets,
  questionTailOctets,
  readUint16,
  SectionCount,
  writeUint16,
} from '../../wire/message-format.ts';
import { RecordType } from '../../wire/protocol.ts';
import { skipName } from '../../wire/skip-name.ts';

const flagTc = 0x02;

/** In place; returns the new length, which is the old one when there is nothing to take out. */
export function shortenReply(reply: Uint8Array, length: number): number {
  let at = headerOctets;
  if (readUint16(reply, 4) > 0) at = skipName(reply, at, length) + questionTailOctets;
  const questionEnd = at;
  const { answer, authority, additional } = SectionCount;
  const recordCount =
    readUint16(reply, answer) + readUint16(reply, authority) + readUint16(reply, additional);
  let optAt = length;
  let optEnd = length;
  for (let i = 0; i < recordCount; i++) {
    const fixedAt = skipName(reply, at, length);
    if (fixedAt === 0 || fixedAt + fixedRecordOctets > length) return length;
    const end = fixedAt + fixedRecordOctets + readUint16(reply, fixedAt + 8);
    if (readUint16(reply, fixedAt) === RecordType.OPT) {
      optAt = at;
      optEnd = end;
    }
    at = end;
  }
  const shortened = questionEnd + optEnd - optAt;
  if (shortened >= length) return length;
  reply.copyWithin(questionEnd, optAt, optEnd);
  reply[2] = (reply[2] as number) | flagTc;
  writeUint16(reply, answer, 0);
  writeUint16(reply, authority, 0);
  writeUint16(reply, additional, optEnd > optAt ? 1 : 0);
  return shortened;
}
