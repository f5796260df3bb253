// The one function that answers: query bytes in, reply bytes out, whatever road they travel on.
// It decides what is answered and what proves it; src/serving/reply-writer.ts writes it. It never allocates, never throws
// and knows neither zones nor sockets.

import { findNode, findSomeEntry, findTypeEntry } from '../answers/find-node.ts';
import type { Image } from '../answers/image.ts';
import { NodeRecord, Slot, TypeEntry, ZoneRecord } from '../answers/image-layout.ts';
import { RecordType, ResponseCode } from '../wire/protocol.ts';
import { add, bump, Counter, type Counters, counterOfType } from './counters.ts';
import { findClosestEncloser } from './find-closest-encloser.ts';
import type { Transport } from './limits.ts';
import { Proofs } from './proofs.ts';
import { createQueryView } from './query-view.ts';
import { ReplyWriter } from './reply-writer.ts';
import { dropShort, triageQuery } from './triage-query.ts';
import { copyQuestion } from './write-reply.ts';

/**
 * Writes the reply to `packet[0..length)` into `reply` and returns its length, or 0 when there must be none.
 * The buffer `reply` has room for `replyOctetsMax` of the transport.
 */
export type AnswerQuery = (image: Image, packet: Uint8Array, length: number, reply: Uint8Array) => number;

export function createAnswerer(transport: Transport, counters: Counters): AnswerQuery {
  const view = createQueryView();
  const proofs = new Proofs();
  const writer = new ReplyWriter(view, proofs, transport, counters);
  const queryCounter = transport === 'udp' ? Counter.queriesUdp : Counter.queriesTcp;

  return function answerQuery(image, packet, length, reply) {
    const code = triageQuery(packet, length, view);
    if (code < 0) {
      bump(counters, code === dropShort ? Counter.droppedShort : Counter.droppedResponse);
      return 0;
    }
    bump(counters, queryCounter);
    bump(counters, counterOfType(view.type));
    add(counters, Counter.octetsIn, length);
    if (view.hasEdns) bump(counters, Counter.withEdns);
    const end = copyQuestion(packet, view.questionEnd, reply);
    if (code !== ResponseCode.NOERROR) return writer.finish(reply, end, code);

    proofs.count = 0;
    const nodeAt = findNode(image, view.hash, view.name, 0, view.nameOctets);
    if (nodeAt !== 0) return answerFrom(image, nodeAt, 0, reply);
    const encloserAt = findClosestEncloser(image, view);
    if (encloserAt === 0) return writer.finish(reply, end, ResponseCode.REFUSED);
    return answerForAbsent(image, encloserAt, reply);
  };

  /** From the node of the name, or from the wildcard that stands in for it below `encloserAt`. */
  function answerFrom(image: Image, nodeAt: number, encloserAt: number, reply: Uint8Array): number {
    const { words } = image;
    const { type } = view;
    const wantsSigned = view.wantsDnssec && isSigned(image, nodeAt);
    const entryAt =
      type === RecordType.ANY ? findSomeEntry(image, nodeAt) : findTypeEntry(image, nodeAt, type);
    const wanted = wantsSigned ? TypeEntry.signedAt : TypeEntry.answerAt;
    const answerAt = entryAt === 0 ? 0 : (words[entryAt + wanted] as number);
    if (answerAt !== 0) return writer.writeAnswer(image, nodeAt, answerAt, reply, ResponseCode.NOERROR);
    if (isSigned(image, nodeAt)) {
      // Records that nobody configured and every name has; a wildcard too, and passes them on (RFC 4592 §4.7, §4.8).
      const octets = answerAboutSigning(image, nodeAt, reply);
      if (octets !== 0) return octets;
    }
    if (wantsSigned) {
      if (encloserAt !== 0) proofs.addEncloser(image, encloserAt);
      proofs.addOwn(image, nodeAt);
    }
    const octets = answerNegative(image, nodeAt, wantsSigned, reply, ResponseCode.NOERROR);
    return entryAt === 0 ? octets : writer.explainMissing(reply, octets);
  }

  /** Returns 0 when that is not what is asked for. */
  function answerAboutSigning(image: Image, nodeAt: number, reply: Uint8Array): number {
    if (view.type === RecordType.NSEC) return writer.writeOwnProof(image, nodeAt, false, reply);
    if (view.type !== RecordType.RRSIG) return 0;
    const someAt = findSomeEntry(image, nodeAt);
    // A configured name that is all down has an NSEC all the same, and its signature.
    if (someAt === 0) return writer.writeOwnProof(image, nodeAt, true, reply);
    return writer.writeSignatures(image, nodeAt, someAt, reply);
  }

  /** RFC 4592 §3.3: the wildcard below the closest encloser stands in for the name. */
  function answerForAbsent(image: Image, encloserAt: number, reply: Uint8Array): number {
    const { words } = image;
    const wildcardSlotAt = words[encloserAt + NodeRecord.wildcardSlotAt] as number;
    const wantsSigned = view.wantsDnssec && isSigned(image, encloserAt);
    if (wantsSigned) proofs.addCovering(image, encloserAt, view);
    if (wildcardSlotAt !== 0) {
      return answerFrom(image, words[wildcardSlotAt + Slot.nodeAt] as number, encloserAt, reply);
    }
    if (wantsSigned) {
      proofs.addEncloser(image, encloserAt);
      proofs.addNoWildcard(image, encloserAt);
    }
    return answerNegative(image, encloserAt, wantsSigned, reply, ResponseCode.NXDOMAIN);
  }

  function answerNegative(
    image: Image,
    nodeAt: number,
    wantsSigned: boolean,
    reply: Uint8Array,
    code: number,
  ): number {
    const zoneAt = image.words[nodeAt + NodeRecord.zoneAt] as number;
    const wanted = wantsSigned ? ZoneRecord.signedNegativeAt : ZoneRecord.negativeAt;
    return writer.writeAnswer(image, nodeAt, image.words[zoneAt + wanted] as number, reply, code);
  }
}

function isSigned({ words }: Image, nodeAt: number): boolean {
  return words[(words[nodeAt + NodeRecord.zoneAt] as number) + ZoneRecord.chainAt] !== 0;
}
