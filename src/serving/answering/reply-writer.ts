// Writes a reply: header and question, what a look-up has found, proofs, OPT; leaves out or cuts what does not fit. Allocates
// nothing, and refuses to know why this is the answer.

import type { Image } from '../../answers/image.ts';
import {
  headerOctets,
  optOctets,
  pointerReachOctets,
  SectionCount,
  writeUint16,
} from '../../wire/message-format.ts';
import { EdnsOption, ResponseCode } from '../../wire/protocol.ts';
import type { QueryView } from '../query/query-view.ts';
import type { QueryOutcome, Reply } from '../query-outcome.ts';
import type { Chain } from './chain.ts';
import { copyAnswer, copyOctets, moveAdditional, shiftPointers } from './copy-answer.ts';
import { noHealthyAddress, notAuthoritative, notSupported, prohibited } from './explanations.ts';
import type { LookUp } from './look-up.ts';
import { OptWriter } from './opt-writer.ts';
import { type OwnText, ownTextOctets, writeOwnText } from './own-text.ts';
import { type Proofs, proofRecordsOctets, writeProofRecords } from './proofs.ts';
import { unknownKeyOctets, writeUnknownKey } from './unknown-key.ts';
import { movePointers, writeChain } from './write-chain.ts';

/** Turns remembered per worker: two names that share one still rotate, only not independently. */
const turnSlots = 4096;

// V8 folds the constants of a module into its code, and looks imported ones up with every use.
const questionAt: number = headerOctets;
const { answer: answerCountAt, authority: authorityCountAt, additional: additionalCountAt } = SectionCount;

const { NOERROR, FORMERR, REFUSED, NOTAUTH } = ResponseCode;
const { COOKIE } = EdnsOption;
const plainOptOctets: number = optOctets;

const flagQr = 0x80;
const flagAa = 0x04;
const flagTc = 0x02;
const flagRd = 0x01;
const opcodeBits = 0x78;

export class ReplyWriter {
  readonly #query: QueryView;
  readonly #opt: OptWriter;
  readonly #turns = new Uint16Array(turnSlots);
  #octetsMax = 0;

  constructor(query: QueryView, explains: boolean) {
    this.#query = query;
    this.#opt = new OptWriter(query, explains);
  }

  /** The options of the reply that is being written; cleared by `begin`. */
  get opt(): OptWriter {
    return this.#opt;
  }

  /** Header and question: id, opcode, RD and the question's spelling are the client's; the rest is zero. */
  begin(packet: Uint8Array, reply: Uint8Array, octetsMax: number): void {
    const { questionEnd } = this.#query;
    this.#octetsMax = octetsMax;
    this.#opt.begin();
    reply[0] = packet[0] as number;
    reply[1] = packet[1] as number;
    reply[2] = flagQr | ((packet[2] as number) & (opcodeBits | flagRd));
    reply[3] = 0;
    reply[4] = 0;
    reply[5] = questionEnd > questionAt ? 1 : 0;
    for (let i = answerCountAt; i < questionAt; i++) reply[i] = 0;
    copyOctets(packet, questionAt, questionEnd, reply, questionAt);
  }

  /** A reply without records. */
  writeCode(code: number, reply: Reply): QueryOutcome {
    return this.#finish(reply, this.#query.questionEnd, code);
  }

  /** That a NOTIFY came to whom it is about (RFC 1996 §4.8); it says nothing about what follows from it. */
  writeConfirmation(reply: Reply): QueryOutcome {
    reply.octets[2] = (reply.octets[2] as number) | flagAa;
    return this.writeCode(NOERROR, reply);
  }

  /** That there is more, for who comes back over TCP. */
  writeTruncated(code: number, reply: Reply): QueryOutcome {
    return this.#truncate(reply, code);
  }

  /** Without AA, as Knot and NSD: there is no such zone. */
  writeAboutUs(text: OwnText, reply: Reply): QueryOutcome {
    if (typeof text === 'string') {
      this.#opt.explain(text === 'nothing told' ? prohibited : notSupported);
      return this.writeCode(REFUSED, reply);
    }
    const at = this.#query.questionEnd;
    if (at + ownTextOctets(text) > this.#limit()) return this.#truncate(reply, NOERROR);
    writeUint16(reply.octets, answerCountAt, 1);
    return this.#finish(reply, writeOwnText(text, reply.octets, at), NOERROR);
  }

  /** What a server without keys says to a signed message; see unknown-key.ts. */
  writeUnknownKey(packet: Uint8Array, reply: Reply): QueryOutcome {
    const tsigOctets = unknownKeyOctets(packet, this.#query.tsigAt);
    if (tsigOctets === 0) return this.writeCode(FORMERR, reply);
    if (this.#query.questionEnd + this.#opt.reservedOctets + tsigOctets > this.#octetsMax)
      return this.#truncate(reply, NOTAUTH);
    this.writeCode(NOTAUTH, reply);
    reply.length = writeUnknownKey(packet, this.#query.tsigAt, reply.octets, reply.length);
    return 'answered';
  }

  writeFound(image: Image, lookUp: LookUp, reply: Reply): QueryOutcome {
    if (lookUp.found === 'nothing') {
      this.#opt.explain(notAuthoritative);
      return this.writeCode(lookUp.code, reply);
    }
    const { found, chain } = lookUp;
    // Authority goes by the first name of the answer (RFC 1035 §4.1.1), which a referral alone does not have.
    if (found !== 'referral' || chain.count > 0) reply.octets[2] = (reply.octets[2] as number) | flagAa;
    if (lookUp.isMissing) this.#opt.explain(noHealthyAddress);
    switch (found) {
      case 'answer':
      case 'referral':
        return this.#writeAnswer(image, lookUp, reply);
      case 'signatures':
        return this.#writeSignatures(image, lookUp, reply);
      case 'end of chain':
        return this.#writeEndOfChain(image, lookUp, reply);
      default:
        return this.#writeOwnProof(image, lookUp, reply);
    }
  }

  /** A compiled answer, with the proofs at the end of its authority section. */
  #writeAnswer(image: Image, { at, code, proofs, chain }: LookUp, reply: Reply): QueryOutcome {
    const { octets } = reply;
    const start = this.#startBehind(chain);
    const limit = this.#limit();
    const requiredOctets = image.requiredOctetsOf(at);
    // Proofs stand between the authority section and the additional one, which makes room for them.
    const proofOctets = proofs.count === 0 ? 0 : proofs.octetsAt(image, start + requiredOctets);
    let bodyOctets = image.bodyOctetsOf(at);
    let additionalCount = image.additionalCountOf(at);
    // What is moved must not get out of the reach of the pointers to it.
    const reach = proofOctets === 0 ? limit : Math.min(limit, pointerReachOctets);
    if (start + bodyOctets + proofOctets > reach) {
      if (start + image.neededOctetsOf(at) + proofOctets > limit) return this.#truncate(reply, code);
      const cutAt = findCut(image, at, reach - start - proofOctets);
      bodyOctets = cutAt === 0 ? requiredOctets : image.high(cutAt);
      additionalCount = cutAt === 0 ? 0 : image.low(cutAt);
    }
    const turn = image.rotatingCountOf(at) === 0 ? 0 : this.#nextTurn(at);
    copyAnswer(image, at, bodyOctets, turn, reply, start);
    let answerCount = image.answerCountOf(at);
    if (chain.count === 0) shiftPointers(image, at, this.#query.nameOctets, octets, start, bodyOctets);
    else {
      movePointers(image, at, chain.nameAt, chain.name.nameOctets, octets, start, 0, bodyOctets);
      answerCount += writeChain(image, chain, octets);
    }
    writeUint16(octets, answerCountAt, answerCount);
    writeUint16(octets, authorityCountAt, image.authorityCountOf(at));
    writeUint16(octets, additionalCountAt, additionalCount);
    const end = start + bodyOctets;
    if (proofOctets === 0) return this.#finish(reply, end, code);
    const authorityEnd = start + requiredOctets;
    if (end > authorityEnd) moveAdditional(image, at, octets, start, authorityEnd, end, proofOctets);
    proofs.write(image, reply, authorityEnd);
    return this.#finish(reply, end + proofOctets, code);
  }

  /**
   * A query for RRSIG gets some of them, as one for ANY gets some records (RFC 8482 §7): those by which the signed answer
   * of a type is longer than the plain one.
   */
  #writeSignatures(image: Image, lookUp: LookUp, reply: Reply): QueryOutcome {
    const { octets } = image;
    const { chain } = lookUp;
    const plainAt = image.answerOf(lookUp.at);
    const signedAt = image.signedAnswerOf(lookUp.at);
    const plainOctets = image.requiredOctetsOf(plainAt);
    const signedOctets = image.requiredOctetsOf(signedAt);
    const start = this.#startBehind(chain);
    const end = start + signedOctets - plainOctets;
    if (!this.#hasRoom(image, lookUp.proofs, end)) return this.#truncate(reply, lookUp.code);
    const bodyAt = image.bodyStartOf(signedAt);
    copyOctets(octets, bodyAt + plainOctets, bodyAt + signedOctets, reply.octets, start);
    const { nameOctets } = chain.name;
    const wholeStart = start - plainOctets;
    movePointers(
      image,
      signedAt,
      chain.nameAt,
      nameOctets,
      reply.octets,
      wholeStart,
      plainOctets,
      signedOctets,
    );
    const count = image.answerCountOf(signedAt) - image.answerCountOf(plainAt);
    return this.#finishProven(image, lookUp, reply, count, end);
  }

  /** Under the name that was looked up, even where a wildcard stands in (RFC 4592 §4.7). */
  #writeOwnProof(image: Image, lookUp: LookUp, reply: Reply): QueryOutcome {
    const { at, found, proofs, chain } = lookUp;
    const hasOnlySignatures = found === 'signatures of own proof';
    const first = hasOnlySignatures ? 1 : 0;
    const isSigned = hasOnlySignatures || this.#query.wantsDnssec;
    const last = isSigned ? image.recordCountOf(at) : 1;
    const start = this.#startBehind(chain);
    const end = start + proofRecordsOctets(image, at, first, last);
    if (!this.#hasRoom(image, proofs, end)) return this.#truncate(reply, lookUp.code);
    writeProofRecords(image, at, first, last, chain.nameAt, reply.octets, start);
    return this.#finishProven(image, lookUp, reply, last - first, end);
  }

  /** The chain leads out of our zones, in a circle, or too far: the client goes on from where it ends. */
  #writeEndOfChain(image: Image, lookUp: LookUp, reply: Reply): QueryOutcome {
    const { end } = lookUp.chain;
    if (!this.#hasRoom(image, lookUp.proofs, end)) return this.#truncate(reply, lookUp.code);
    return this.#finishProven(image, lookUp, reply, 0, end);
  }

  /** For a reply that ends at `end` before its proofs. */
  #hasRoom(image: Image, proofs: Proofs, end: number): boolean {
    return end + proofs.octetsAt(image, end) <= this.#limit();
  }

  /** Behind the chain stand `answerCount` records of the answer, up to `end`. */
  #finishProven(
    image: Image,
    { code, proofs, chain }: LookUp,
    reply: Reply,
    answerCount: number,
    end: number,
  ): QueryOutcome {
    writeUint16(reply.octets, answerCountAt, writeChain(image, chain, reply.octets) + answerCount);
    return this.#finish(reply, proofs.write(image, reply, end), code);
  }

  /**
   * Instead of a reply that was written: that there is one, over TCP. With a cookie where it is owed, by which the client gets
   * whole replies from then on; but never longer than the `queryOctets` that were spent on it.
   */
  writeSlip(code: number, queryOctets: number, reply: Reply): QueryOutcome {
    const { octets } = reply;
    const { questionEnd, hasEdns } = this.#query;
    for (let i = answerCountAt; i < questionAt; i++) octets[i] = 0;
    octets[2] = (octets[2] as number) | flagTc;
    if (hasEdns) this.#opt.keepOnly(COOKIE, queryOctets - questionEnd - plainOptOctets);
    this.#finish(reply, questionEnd, code);
    return 'slipped';
  }

  #finish(reply: Reply, end: number, code: number): QueryOutcome {
    reply.octets[3] = code & 0x0f;
    reply.length = this.#opt.write(reply.octets, end, this.#octetsMax, code);
    return 'answered';
  }

  /** Explains nothing: nobody should come back over TCP for a remark (RFC 8914 §3). */
  #truncate(reply: Reply, code: number): QueryOutcome {
    reply.octets[2] = (reply.octets[2] as number) | flagTc;
    this.#opt.explainNothing();
    this.#finish(reply, this.#query.questionEnd, code);
    return 'truncated';
  }

  /** How long a reply may be before its OPT record. */
  #limit(): number {
    return this.#octetsMax - this.#opt.reservedOctets;
  }

  /** Where the answer starts for the name that the chain leads to. */
  #startBehind(chain: Chain): number {
    return chain.count === 0 ? this.#query.questionEnd : chain.end;
  }

  #nextTurn(answerAt: number): number {
    const slot = (answerAt >>> 2) & (turnSlots - 1);
    const turn = this.#turns[slot] ?? 0;
    this.#turns[slot] = turn + 1;
    return turn;
  }
}

/**
 * The last of the answer's cuts that leaves a body of at most `octetsMax`, or 0. What is in the additional section is a
 * courtesy: it goes first, RRset by RRset, and silently (RFC 2181 §9).
 */
function findCut(image: Image, answerAt: number, octetsMax: number): number {
  const end = image.shiftsStartOf(answerAt);
  let found = 0;
  for (let cutAt = image.cutsStartOf(answerAt); cutAt < end; cutAt++) {
    if (image.high(cutAt) > octetsMax) break;
    found = cutAt;
  }
  return found;
}
