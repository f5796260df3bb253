// The one function that answers: query bytes in, reply bytes out, whatever road they travel on.
// It looks up, copies and patches; it never allocates, never throws and knows neither zones nor sockets.

import { findAnswer, findNode, findSomeAnswer } from '../answers/find-node.ts';
import { finishHash, hashPowers } from '../answers/hash-name.ts';
import type { Image } from '../answers/image.ts';
import { AnswerRecord, Header, NodeRecord, Slot, ZoneRecord } from '../answers/image-layout.ts';
import { RecordType, ResponseCode } from '../wire/protocol.ts';
import { copy, copyRotated, shiftPointers } from './copy-answer.ts';
import { Counter, type Counters, counterOfType } from './counters.ts';
import { datagramOctetsMax, messageOctetsMax, type Transport } from './limits.ts';
import { createQueryView, type QueryView } from './query-view.ts';
import { dropShort, triageQuery } from './triage-query.ts';
import { writeUint16 } from './uint16.ts';
import { copyQuestion, finishReply, optOctets } from './write-reply.ts';

/**
 * Writes the reply to `packet[0..length)` into `reply` and returns its length, or 0 when there must be none.
 * The buffer `reply` has room for `replyOctetsMax` of the transport.
 */
export type AnswerQuery = (image: Image, packet: Uint8Array, length: number, reply: Uint8Array) => number;

/** Turns remembered per worker: two names that share one still rotate, only not independently. */
const turnSlots = 4096;

const flagAa = 0x04;
const flagTc = 0x02;

export function createAnswerer(transport: Transport, counters: Counters): AnswerQuery {
  const view = createQueryView();
  const turns = new Uint16Array(turnSlots);
  const isUdp = transport === 'udp';
  const queryCounter = isUdp ? Counter.queriesUdp : Counter.queriesTcp;

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
    if (code !== ResponseCode.NOERROR) return finish(reply, end, code);

    const nodeAt = findNode(image, view.hash, view.name, 0, view.nameOctets);
    if (nodeAt !== 0) return answerFrom(image, nodeAt, reply, ResponseCode.NOERROR);

    const encloserAt = findClosestEncloser(image, view);
    if (encloserAt === 0) return finish(reply, end, ResponseCode.REFUSED);
    const wildcardSlotAt = image.words[encloserAt + NodeRecord.wildcardSlotAt] as number;
    if (wildcardSlotAt === 0) return answerNegative(image, encloserAt, reply, ResponseCode.NXDOMAIN);
    // RFC 4592 §3.3: the wildcard below the closest encloser stands in for the name.
    return answerFrom(
      image,
      image.words[wildcardSlotAt + Slot.nodeAt] as number,
      reply,
      ResponseCode.NOERROR,
    );
  };

  function answerFrom(image: Image, nodeAt: number, reply: Uint8Array, code: number): number {
    const { type } = view;
    const answerAt =
      type === RecordType.ANY ? findSomeAnswer(image, nodeAt) : findAnswer(image, nodeAt, type);
    if (answerAt === 0) return answerNegative(image, nodeAt, reply, code);
    return writeAnswer(image, answerAt, reply, code);
  }

  function answerNegative(image: Image, nodeAt: number, reply: Uint8Array, code: number): number {
    const zoneAt = image.words[nodeAt + NodeRecord.zoneAt] as number;
    return writeAnswer(image, image.words[zoneAt + ZoneRecord.negativeAt] as number, reply, code);
  }

  function writeAnswer(image: Image, answerAt: number, reply: Uint8Array, code: number): number {
    const { words, octets } = image;
    const start = view.questionEnd;
    const limit = replyLimit(view, isUdp) - (view.hasEdns ? optOctets : 0);
    const sizes = words[answerAt + AnswerRecord.octets] as number;
    const additional = words[answerAt + AnswerRecord.additional] as number;
    const cutCount = additional & 0xffff;
    let bodyOctets = sizes >>> 16;
    let additionalCount = additional >>> 16;
    reply[2] = (reply[2] as number) | flagAa;
    if (start + bodyOctets > limit) {
      // What is in the additional section is a courtesy: it goes first, RRset by RRset, and silently (RFC 2181 §9).
      bodyOctets = sizes & 0xffff;
      additionalCount = 0;
      if (start + bodyOctets > limit) {
        reply[2] = (reply[2] as number) | flagTc;
        bump(counters, Counter.truncated);
        return finish(reply, start, code);
      }
      for (let i = 0; i < cutCount; i++) {
        const cut = words[answerAt + AnswerRecord.words + i] as number;
        if (start + (cut >>> 16) > limit) break;
        bodyOctets = cut >>> 16;
        additionalCount = cut & 0xffff;
      }
    }
    const shifts = words[answerAt + AnswerRecord.shifts] as number;
    const shiftCount = shifts >>> 16;
    const shiftsAt = answerAt + AnswerRecord.words + cutCount;
    const bodyAt = (shiftsAt + ((shiftCount + 1) >>> 1)) * 4;
    const rotation = words[answerAt + AnswerRecord.rotation] as number;
    if (rotation === 0) copy(octets, bodyAt, bodyAt + bodyOctets, reply, start);
    else copyRotated(octets, bodyAt, bodyOctets, rotation, nextTurn(answerAt), reply, start);
    const growth = view.nameOctets - (shifts & 0xffff);
    if (growth !== 0) shiftPointers(words, shiftsAt, shiftCount, growth, reply, start, bodyOctets);
    const counts = words[answerAt + AnswerRecord.counts] as number;
    writeUint16(reply, 6, counts >>> 16);
    writeUint16(reply, 8, counts & 0xffff);
    writeUint16(reply, 10, additionalCount);
    return finish(reply, start + bodyOctets, code);
  }

  function finish(reply: Uint8Array, end: number, code: number): number {
    bump(counters, Counter.replies + code);
    const octets = finishReply(reply, end, view, code);
    add(counters, Counter.octetsOut, octets);
    return octets;
  }

  function nextTurn(answerAt: number): number {
    const slot = (answerAt >>> 2) & (turnSlots - 1);
    const turn = turns[slot] as number;
    turns[slot] = turn + 1;
    return turn;
  }
}

function replyLimit(view: QueryView, isUdp: boolean): number {
  if (!isUdp) return messageOctetsMax;
  return Math.min(view.payloadOctets, datagramOctetsMax);
}

/** The node of the longest existing suffix of the name (RFC 4592 §3.3.1), or 0 when the name is in none of our zones. */
function findClosestEncloser(image: Image, view: QueryView): number {
  const labelsMax = image.words[Header.labelsMax] as number;
  let label = view.labelCount - labelsMax;
  if (label < 1) label = 1;
  for (; label < view.labelCount; label++) {
    const start = view.labelStarts[label] as number;
    // Take the part before the suffix out of the polynomial of the whole name.
    const before = Math.imul(
      view.prefixHashes[label] as number,
      hashPowers[view.nameOctets - start] as number,
    );
    const nodeAt = findNode(
      image,
      finishHash((view.polynomial - before) | 0),
      view.name,
      start,
      view.nameOctets,
    );
    if (nodeAt !== 0) return nodeAt;
  }
  return 0;
}

function bump(counters: Counters, counter: number): void {
  counters[counter] = (counters[counter] as number) + 1;
}

function add(counters: Counters, counter: number, amount: number): void {
  counters[counter] = (counters[counter] as number) + amount;
}
