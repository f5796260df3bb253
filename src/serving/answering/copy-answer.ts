// Copies a compiled answer into a reply, turned by some records when it rotates, and moves its pointers when the question is
// longer than the one it was compiled for. Behind a chain write-chain.ts moves them.

import type { Image } from '../../answers/image.ts';
import { datagramOctetsMax, pointerReachOctets, readUint16, writeUint16 } from '../../wire/message-format.ts';
import type { Reply } from '../query-outcome.ts';

/**
 * `set` on a fresh subarray is faster from some 150 octets on, by at most 0.2 µs for a datagram. But it makes an object,
 * and answering datagrams makes none.
 */
const loopCopyOctetsMax = datagramOctetsMax;

/** The first `bodyOctets` of the answer to `start`, with its pointers as they are; `turn` counts from 0. */
export function copyAnswer(
  image: Image,
  answerAt: number,
  bodyOctets: number,
  turn: number,
  reply: Reply,
  start: number,
): void {
  const bodyAt = image.bodyStartOf(answerAt);
  const end = bodyAt + bodyOctets;
  const rotatingCount = image.rotatingCountOf(answerAt);
  if (rotatingCount === 0) copyFromImage(image, bodyAt, end, reply, start);
  else {
    const recordOctets = image.rotatingOctetsOf(answerAt);
    const all = rotatingCount * recordOctets;
    copyTurned(image, bodyAt, end, all, (turn % rotatingCount) * recordOctets, reply, start);
  }
}

/** Of the first `all` octets, those behind `skipped` come first. */
function copyTurned(
  image: Image,
  start: number,
  end: number,
  all: number,
  skipped: number,
  to: Reply,
  toAt: number,
): void {
  copyFromImage(image, start + skipped, start + all, to, toAt);
  if (skipped > 0) copyFromImage(image, start, start + skipped, to, toAt + all - skipped);
  if (start + all < end) copyFromImage(image, start + all, end, to, toAt + all);
}

/** A half to a quarter of the time of `copyOctets`, where the reply has a view. */
export function copyFromImage(image: Image, start: number, end: number, to: Reply, toAt: number): void {
  if (to.view === undefined) copyOctets(image.octets, start, end, to.octets, toAt);
  else copyByWords(image.words, start, end, to.view, toAt);
}

/**
 * The octets from `start` to `end` of words, on a machine that is little-endian, as all that have a view are. What starts within
 * a word is put together of two. The word behind the end may be read; there is one, as an image always has some room.
 */
function copyByWords(words: Int32Array, start: number, end: number, to: DataView, toAt: number): void {
  const shift = (start & 3) << 3;
  const stop = toAt + end - start;
  let word = start >>> 2;
  let at = toAt;
  let rest: number;
  if (shift === 0) {
    for (const lastPair = stop - 7; at < lastPair; at += 8, word += 2) {
      const first = words[word] as number;
      const second = words[word + 1] as number;
      to.setInt32(at, first, true);
      to.setInt32(at + 4, second, true);
    }
    if (at + 4 <= stop) {
      to.setInt32(at, words[word] as number, true);
      at += 4;
      word++;
    }
    if (at === stop) return;
    rest = words[word] as number;
  } else {
    const unshift = 32 - shift;
    let first = words[word++] as number;
    for (const lastWord = stop - 3; at < lastWord; at += 4) {
      const second = words[word++] as number;
      to.setInt32(at, (first >>> shift) | (second << unshift), true);
      first = second;
    }
    if (at === stop) return;
    rest = (first >>> shift) | ((words[word] as number) << unshift);
  }
  for (; at < stop; at++, rest >>>= 8) to.setUint8(at, rest);
}

export function copyOctets(from: Uint8Array, start: number, end: number, to: Uint8Array, toAt: number): void {
  if (end - start > loopCopyOctetsMax) {
    to.set(from.subarray(start, end), toAt);
    return;
  }
  let i = start;
  let at = toAt;
  // Four at a time: one check of the end instead of four, a tenth of the time of a whole answer.
  for (const lastFour = end - 3; i < lastFour; i += 4, at += 4) {
    const first = from[i] as number;
    const second = from[i + 1] as number;
    const third = from[i + 2] as number;
    const fourth = from[i + 3] as number;
    to[at] = first;
    to[at + 1] = second;
    to[at + 2] = third;
    to[at + 3] = fourth;
  }
  for (; i < end; i++, at++) to[at] = from[i] as number;
}

/** Pointers into the question's suffixes and into the body move when the question's name is longer. */
export function shiftPointers(
  image: Image,
  answerAt: number,
  nameOctets: number,
  reply: Uint8Array,
  bodyStart: number,
  bodyOctets: number,
): void {
  const growth = nameOctets - image.compiledNameOctetsOf(answerAt);
  if (growth === 0) return;
  const shiftsAt = image.shiftsStartOf(answerAt);
  const shiftCount = image.shiftCountOf(answerAt);
  for (let i = 0; i < shiftCount; i++) {
    const position = positionAt(image, shiftsAt, i);
    if (position >= bodyOctets) return;
    const at = bodyStart + position;
    writeUint16(reply, at, readUint16(reply, at) + growth);
  }
}

/**
 * Moves the additional section of a copied answer, between `tailAt` and `end` in the reply, by `gap` octets, and with it the
 * pointers that lead into it. All of them are among the shifts, because a longer question or a chain moves them as well.
 */
export function moveAdditional(
  image: Image,
  answerAt: number,
  reply: Uint8Array,
  bodyStart: number,
  tailAt: number,
  end: number,
  gap: number,
): void {
  const shiftsAt = image.shiftsStartOf(answerAt);
  const shiftCount = image.shiftCountOf(answerAt);
  reply.copyWithin(tailAt + gap, tailAt, end);
  for (let i = 0; i < shiftCount; i++) {
    const position = bodyStart + positionAt(image, shiftsAt, i);
    if (position >= end) return;
    if (position < tailAt) continue;
    const pointer = readUint16(reply, position + gap);
    if (pointer % pointerReachOctets >= tailAt) writeUint16(reply, position + gap, pointer + gap);
  }
}

/** One of the positions that an answer lists, two to a word, in ascending order. */
export function positionAt(image: Image, listAt: number, index: number): number {
  const pairAt = listAt + (index >>> 1);
  return (index & 1) === 0 ? image.high(pairAt) : image.low(pairAt);
}
