// Writes the records of a chain, and moves the pointers of an answer behind one: the name that it is for does not stand in
// the question but in the data of the record before.

import type { Image } from '../../answers/image.ts';
import { targetStart as targetStartInBody } from '../../answers/image-layout.ts';
import {
  fixedRecordOctets,
  headerOctets,
  pointerFlags,
  pointerOctets,
  pointerReachOctets,
  questionTailOctets,
  readUint16,
  writeUint16,
} from '../../wire/message-format.ts';
import { RecordClass, RecordType } from '../../wire/protocol.ts';
import type { Chain } from './chain.ts';
import { copyOctets, positionAt } from './copy-answer.ts';

// V8 folds the constants of a module into its code, and looks imported ones up with every use.
const questionAt: number = headerOctets;
const tailOctets: number = questionTailOctets;
const flags: number = pointerFlags;
const reachOctets: number = pointerReachOctets;
const targetStart: number = targetStartInBody;
const ttlStart: number = pointerOctets + 4;
const lengthStart: number = pointerOctets + fixedRecordOctets - 2;
const { CNAME } = RecordType;
const { IN } = RecordClass;

/** Behind the question, up to `chain.end`; returns the number of records. */
export function writeChain(image: Image, chain: Chain, reply: Uint8Array): number {
  let at = chain.nameBefore(0).questionEnd;
  let recordCount = 0;
  for (let step = 0; step < chain.count; step++) {
    const answerAt = chain.answerOf(step);
    const isRedirection = chain.isRedirection(step);
    if (!isRedirection || !chain.isRepeated(step)) {
      const bodyAt = image.bodyStartOf(answerAt);
      const octets = image.bodyOctetsOf(answerAt);
      copyOctets(image.octets, bodyAt, bodyAt + octets, reply, at);
      const { nameOctets } = chain.nameBefore(step);
      movePointers(image, answerAt, chain.nameAtBefore(step), nameOctets, reply, at, 0, octets);
      recordCount += image.answerCountOf(answerAt);
      at += octets;
    }
    // None where the name would be too long.
    if (isRedirection && at < chain.end) {
      at = writeMadeCname(image, chain, step, reply, at);
      recordCount++;
    }
  }
  return recordCount;
}

/** RFC 6672 §3.1: with the TTL of the DNAME, and without signatures. */
function writeMadeCname(image: Image, chain: Chain, step: number, reply: Uint8Array, at: number): number {
  const { name, nameOctets } = chain.nameBefore(step + 1);
  const ttlAt = image.bodyStartOf(chain.answerOf(step)) + ttlStart;
  writeUint16(reply, at, flags | chain.nameAtBefore(step));
  writeUint16(reply, at + 2, CNAME);
  writeUint16(reply, at + 4, IN);
  copyOctets(image.octets, ttlAt, ttlAt + 4, reply, at + ttlStart);
  writeUint16(reply, at + lengthStart, nameOctets);
  copyOctets(name, 0, nameOctets, reply, at + targetStart);
  return at + targetStart + nameOctets;
}

/**
 * Of an answer whose body begins at `bodyStart` in the reply, and whose octets from `from` to `to` are there; it is for the
 * name at `nameAt`.
 */
export function movePointers(
  image: Image,
  answerAt: number,
  nameAt: number,
  nameOctets: number,
  reply: Uint8Array,
  bodyStart: number,
  from: number,
  to: number,
): void {
  const anchorsAt = image.anchorsStartOf(answerAt);
  for (let i = 0, count = image.anchorCountOf(answerAt); i < count; i++) {
    const position = positionAt(image, anchorsAt, i);
    if (position >= to) break;
    if (position >= from) writeUint16(reply, bodyStart + position, flags | nameAt);
  }
  const compiledOctets = image.compiledNameOctetsOf(answerAt);
  const compiledStart = questionAt + compiledOctets + tailOctets;
  const shiftsAt = image.shiftsStartOf(answerAt);
  for (let i = 0, count = image.shiftCountOf(answerAt); i < count; i++) {
    const position = positionAt(image, shiftsAt, i);
    if (position >= to) break;
    if (position < from) continue;
    const at = bodyStart + position;
    const pointer = readUint16(reply, at) % reachOctets;
    const moved =
      pointer < compiledStart
        ? pointer - questionAt + nameAt + nameOctets - compiledOctets
        : pointer - compiledStart + bodyStart;
    writeUint16(reply, at, flags | moved);
  }
}
