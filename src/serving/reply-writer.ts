// Ready bytes -> reply: copies an answer behind the question, cuts what does not fit, appends the proofs that were
// collected, and counts. Refuses to know why this is the answer.

import { isHashed } from '../answers/find-link.ts';
import type { Image } from '../answers/image.ts';
import {
  AnswerRecord,
  NodeRecord,
  ProofRecord,
  TypeEntry,
  wordsFor,
  ZoneRecord,
} from '../answers/image-layout.ts';
import { ResponseCode } from '../wire/protocol.ts';
import { copy, copyRotated, moveTail, pointerReachOctets, shiftPointers } from './copy-answer.ts';
import { add, bump, Counter, type Counters } from './counters.ts';
import { datagramOctetsMax, messageOctetsMax, type Transport } from './limits.ts';
import { answerOctets, type Proofs, writeAsAnswer } from './proofs.ts';
import type { QueryView } from './query-view.ts';
import { writeUint16 } from './uint16.ts';
import { appendNoHealthyAddress, finishReply, noHealthyAddressOctets, optOctets } from './write-reply.ts';

/** Turns remembered per worker: two names that share one still rotate, only not independently. */
const turnSlots = 4096;

const flagAa = 0x04;
const flagTc = 0x02;

export class ReplyWriter {
  readonly #view: QueryView;
  readonly #proofs: Proofs;
  readonly #isUdp: boolean;
  readonly #counters: Counters;
  readonly #turns = new Uint16Array(turnSlots);

  constructor(view: QueryView, proofs: Proofs, transport: Transport, counters: Counters) {
    this.#view = view;
    this.#proofs = proofs;
    this.#isUdp = transport === 'udp';
    this.#counters = counters;
  }

  /** The answer, and at the end of its authority section the proofs; `nodeAt` is of the zone that answers. */
  writeAnswer(image: Image, nodeAt: number, answerAt: number, reply: Uint8Array, code: number): number {
    const { words, octets } = image;
    const start = this.#view.questionEnd;
    const limit = this.#limit();
    const sizes = words[answerAt + AnswerRecord.octets] as number;
    const additional = words[answerAt + AnswerRecord.additional] as number;
    const cutCount = additional & 0xffff;
    const requiredOctets = sizes & 0xffff;
    // Proofs stand between the authority section and the additional one, which makes room for them.
    const proofOctets = this.#proofs.count === 0 ? 0 : this.#proofs.octetsAt(image, start + requiredOctets);
    let bodyOctets = sizes >>> 16;
    let additionalCount = additional >>> 16;
    reply[2] = (reply[2] as number) | flagAa;
    // What is moved must not get out of the reach of the pointers to it.
    const reach = proofOctets === 0 ? limit : Math.min(limit, pointerReachOctets);
    if (start + bodyOctets + proofOctets > reach) {
      // What is in the additional section is a courtesy: it goes first, RRset by RRset, and silently (RFC 2181 §9).
      bodyOctets = requiredOctets;
      additionalCount = 0;
      if (start + requiredOctets + proofOctets > limit) return this.#truncate(reply, code);
      for (let i = 0; i < cutCount; i++) {
        const cut = words[answerAt + AnswerRecord.words + i] as number;
        if (start + (cut >>> 16) + proofOctets > reach) break;
        bodyOctets = cut >>> 16;
        additionalCount = cut & 0xffff;
      }
    }
    const shifts = words[answerAt + AnswerRecord.shifts] as number;
    const shiftCount = shifts >>> 16;
    const shiftsAt = answerAt + AnswerRecord.words + cutCount;
    const bodyAt = (shiftsAt + wordsFor(2 * shiftCount)) * 4;
    const rotation = words[answerAt + AnswerRecord.rotation] as number;
    if (rotation === 0) copy(octets, bodyAt, bodyAt + bodyOctets, reply, start);
    else copyRotated(octets, bodyAt, bodyOctets, rotation, this.#nextTurn(answerAt), reply, start);
    const growth = this.#view.nameOctets - (shifts & 0xffff);
    if (growth !== 0) shiftPointers(words, shiftsAt, shiftCount, growth, reply, start, bodyOctets);
    const counts = words[answerAt + AnswerRecord.counts] as number;
    writeUint16(reply, 6, counts >>> 16);
    writeUint16(reply, 8, counts & 0xffff);
    writeUint16(reply, 10, additionalCount);
    const end = start + bodyOctets;
    if (proofOctets === 0) return this.finish(reply, end, code);
    if (bodyOctets > requiredOctets)
      moveTail(words, shiftsAt, shiftCount, reply, start, requiredOctets, end, proofOctets);
    this.#proofs.write(image, this.#apexStart(image, nodeAt), reply, start + requiredOctets);
    return this.finish(reply, end + proofOctets, code);
  }

  /**
   * A query for RRSIG gets some of them, as one for ANY gets some records (RFC 8482 §7): those by which the signed answer
   * of a type is longer than the plain one.
   */
  writeSignatures(image: Image, nodeAt: number, entryAt: number, reply: Uint8Array): number {
    const { words, octets } = image;
    const plainAt = words[entryAt + TypeEntry.answerAt] as number;
    const signedAt = words[entryAt + TypeEntry.signedAt] as number;
    const plainOctets = (words[plainAt + AnswerRecord.octets] as number) & 0xffff;
    const signedOctets = (words[signedAt + AnswerRecord.octets] as number) & 0xffff;
    const plainCount = (words[plainAt + AnswerRecord.counts] as number) >>> 16;
    const signedCount = (words[signedAt + AnswerRecord.counts] as number) >>> 16;
    const start = this.#view.questionEnd;
    const end = start + signedOctets - plainOctets;
    reply[2] = (reply[2] as number) | flagAa;
    if (this.#endProven(image, end) > this.#limit()) return this.#truncate(reply, ResponseCode.NOERROR);
    const cutCount = (words[signedAt + AnswerRecord.additional] as number) & 0xffff;
    const shiftCount = (words[signedAt + AnswerRecord.shifts] as number) >>> 16;
    const bodyAt = (signedAt + AnswerRecord.words + cutCount + wordsFor(2 * shiftCount)) * 4;
    copy(octets, bodyAt + plainOctets, bodyAt + signedOctets, reply, start);
    writeUint16(reply, 6, signedCount - plainCount);
    return this.#finishProven(image, nodeAt, reply, end, ResponseCode.NOERROR);
  }

  /**
   * The NSEC of a name, or only its signatures, as the answer, under the name that was asked for also where a wildcard
   * stands in (RFC 4592 §4.7); 0 when it is an empty non-terminal, or the zone has NSEC3, which no name owns that anybody
   * asks for.
   */
  writeOwnProof(image: Image, nodeAt: number, hasOnlySignatures: boolean, reply: Uint8Array): number {
    const { words } = image;
    const zoneAt = words[nodeAt + NodeRecord.zoneAt] as number;
    const proofAt = words[nodeAt + NodeRecord.proofAt] as number;
    if (proofAt === 0 || isHashed(image, words[zoneAt + ZoneRecord.chainAt] as number)) return 0;
    const first = hasOnlySignatures ? 1 : 0;
    const isSigned = hasOnlySignatures || this.#view.wantsDnssec;
    const last = isSigned ? (words[proofAt + ProofRecord.sizes] as number) & 0xffff : 1;
    const start = this.#view.questionEnd;
    reply[2] = (reply[2] as number) | flagAa;
    if (this.#endProven(image, start + answerOctets(image, proofAt, first, last)) > this.#limit()) {
      return this.#truncate(reply, ResponseCode.NOERROR);
    }
    const end = writeAsAnswer(image, proofAt, first, last, reply, start);
    writeUint16(reply, 6, last - first);
    return this.#finishProven(image, nodeAt, reply, end, ResponseCode.NOERROR);
  }

  /** Where a reply ends that ends at `end` before its proofs. */
  #endProven(image: Image, end: number): number {
    return this.#proofs.count === 0 ? end : end + this.#proofs.octetsAt(image, end);
  }

  #finishProven(image: Image, nodeAt: number, reply: Uint8Array, end: number, code: number): number {
    if (this.#proofs.count === 0) return this.finish(reply, end, code);
    return this.finish(reply, this.#proofs.write(image, this.#apexStart(image, nodeAt), reply, end), code);
  }

  finish(reply: Uint8Array, end: number, code: number): number {
    bump(this.#counters, Counter.replies + code);
    const octets = finishReply(reply, end, this.#view, code);
    add(this.#counters, Counter.octetsOut, octets);
    return octets;
  }

  /**
   * Tells the client of a finished reply why it is empty, if it can hear that: only who sends OPT gets OPT. A remark takes
   * no room from what was asked for, and nobody should come back over TCP for it (RFC 8914 §3).
   */
  explainMissing(reply: Uint8Array, octets: number): number {
    const isTruncated = ((reply[2] as number) & flagTc) !== 0;
    const hasRoom = octets + noHealthyAddressOctets <= this.#octetsMax();
    if (!this.#view.hasEdns || isTruncated || !hasRoom) return octets;
    add(this.#counters, Counter.octetsOut, noHealthyAddressOctets);
    return appendNoHealthyAddress(reply, octets);
  }

  #truncate(reply: Uint8Array, code: number): number {
    reply[2] = (reply[2] as number) | flagTc;
    bump(this.#counters, Counter.truncated);
    return this.finish(reply, this.#view.questionEnd, code);
  }

  /** How long a reply may be before its OPT record. */
  #limit(): number {
    return this.#view.hasEdns ? this.#octetsMax() - optOctets : this.#octetsMax();
  }

  #octetsMax(): number {
    return this.#isUdp ? Math.min(this.#view.payloadOctets, datagramOctetsMax) : messageOctetsMax;
  }

  /** Where the name of the zone starts in the question's. */
  #apexStart({ words }: Image, nodeAt: number): number {
    const zoneAt = words[nodeAt + NodeRecord.zoneAt] as number;
    return this.#view.nameOctets - (words[zoneAt + ZoneRecord.apexOctets] as number);
  }

  #nextTurn(answerAt: number): number {
    const slot = (answerAt >>> 2) & (turnSlots - 1);
    const turn = this.#turns[slot] as number;
    this.#turns[slot] = turn + 1;
    return turn;
  }
}
