// Brings what a batch will be answered from into the processor's caches: all that the first query needs, the second, and so on,
// would each be waited for; asked for together, they come together. Changes nothing, and refuses to know what is answered.

import { hashFactor as factorOfHash, finishHash, hashSeed } from '../../answers/hash-name.ts';
import type { Image } from '../../answers/image.ts';
import { indexAt, NodeRecord, Slot } from '../../answers/image-layout.ts';
import { headerOctets } from '../../wire/message-format.ts';

/** Smaller ones stay in the cache (of the second level) by themselves. */
const imageOctetsMin = 512 * 1024;
/** Fewer are waited for no longer than this takes. */
const datagramsMin = 4;
/** While most names are absent, as in a flood of random ones, nothing is gained: one batch of so many tells whether they still are. */
const pauseBatches = 31;
/** Longer names are rare; what a datagram says is not checked yet. */
const nameOctetsMax = 64;

// V8 folds the constants of a module into its code, and looks imported ones up with every use.
const questionAt: number = headerOctets;
const hashFactor: number = factorOfHash;
const slotsAt: number = indexAt;
const { words: slotWords, nodeAt: nodeInSlot } = Slot;
const firstAnswer = NodeRecord.typesAt + 1;
/** A cache line is 64 octets. */
const lineWords = 16;
/** Of the answer to the type that a node lists first, which is A as a rule; with signatures, and without where there are any. */
const plainLines = 2;
const signedLines = 4;

export class FetchAhead {
  readonly #at: Int32Array;
  /** Kept, or V8 would leave out loads of which nothing comes. */
  #sum = 0;
  #pausedFor = 0;

  constructor(slots: number) {
    this.#at = new Int32Array(slots);
  }

  /** For the first `count` datagrams. No loop waits for what it asks for itself. */
  fetch(image: Image, packets: readonly Uint8Array[], count: number): void {
    if (count < datagramsMin || image.octets.length < imageOctetsMin) return;
    if (this.#pausedFor > 0) {
      this.#pausedFor--;
      return;
    }
    const at = this.#at;
    const mask = image.indexMask;
    const { words } = image;
    for (let i = 0; i < count; i++) {
      at[i] = slotsAt + (hashQuestion(packets[i] as Uint8Array) & mask) * slotWords + nodeInSlot;
    }
    let found = 0;
    for (let i = 0; i < count; i++) {
      const nodeAt = words[at[i] as number] as number;
      at[i] = nodeAt;
      if (nodeAt !== 0) found++;
    }
    if (found < count / 2) this.#pausedFor = pauseBatches;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const nodeAt = at[i] as number;
      sum ^= (words[nodeAt] as number) ^ (words[nodeAt + lineWords] as number);
    }
    for (let i = 0; i < count; i++) {
      const answerAt = (at[i] as number) + firstAnswer;
      sum ^= load(words, words[answerAt] as number, plainLines);
      sum ^= load(words, words[answerAt + 1] as number, signedLines);
    }
    this.#sum ^= sum;
  }
}

/** A node without types has no answers there but anything: what is not in the image is left alone. */
function load(words: Int32Array, at: number, lines: number): number {
  const end = at + lines * lineWords;
  let sum = 0;
  if (at > 0 && end <= words.length)
    for (let line = at; line < end; line += lineWords) sum ^= words[line] as number;
  return sum;
}

/** As triage does, but of whatever is there. */
function hashQuestion(packet: Uint8Array): number {
  let polynomial: number = hashSeed;
  let labelEnd = questionAt;
  for (let at = questionAt; at < questionAt + nameOctetsMax; at++) {
    let octet = packet[at] as number;
    if (at === labelEnd) {
      labelEnd = at + 1 + octet;
      polynomial = (Math.imul(polynomial, hashFactor) + octet) | 0;
      if (octet === 0) break;
    } else {
      if (octet >= 0x41 && octet <= 0x5a) octet += 0x20;
      polynomial = (Math.imul(polynomial, hashFactor) + octet) | 0;
    }
  }
  return finishHash(polynomial);
}
