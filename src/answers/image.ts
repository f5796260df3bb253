// An image in memory: two views of one shared buffer, so that every thread answers from the same copy, and what its words
// say, by name. src/answers/image-layout.ts draws them.

import {
  AnswerRecord,
  ChainRecord,
  Header,
  indexAt,
  NodeRecord,
  ProofRecord,
  Slot,
  TypeEntry,
  wordsFor,
  ZoneRecord,
} from './image-layout.ts';

// V8 folds the constants of a module into its code, and looks imported ones up with every use.
const header = Header;
const toWords = wordsFor;
const slot = Slot;
const zone = ZoneRecord;
const node = NodeRecord;
const entry = TypeEntry;
const proof = ProofRecord;
const chain = ChainRecord;
const answer = AnswerRecord;

/**
 * Nothing here checks where it reads: an image is trusted. These are methods because V8 turns a method of a class that it
 * knows into the bare load, while a function that is imported costs a check with every call: half as much again for an
 * answer.
 */
export class Image {
  readonly words: Int32Array;
  readonly octets: Uint8Array;

  constructor(buffer: SharedArrayBuffer) {
    this.words = new Int32Array(buffer);
    this.octets = new Uint8Array(buffer);
  }

  word(at: number): number {
    return this.words[at] as number;
  }

  high(at: number): number {
    return this.word(at) >>> 16;
  }

  low(at: number): number {
    return this.word(at) & 0xffff;
  }

  get indexMask(): number {
    return this.word(header.indexMask);
  }

  get labelsMax(): number {
    return this.word(header.labelsMax);
  }

  get end(): number {
    return this.word(header.end);
  }

  hashIn(slotAt: number): number {
    return this.word(slotAt + slot.hash);
  }

  nodeIn(slotAt: number): number {
    return this.word(slotAt + slot.nodeAt);
  }

  apexOctetsOf(zoneAt: number): number {
    return this.word(zoneAt + zone.apexOctets);
  }

  negativeOf(zoneAt: number): number {
    return this.word(zoneAt + zone.negativeAt);
  }

  signedNegativeOf(zoneAt: number): number {
    return this.word(zoneAt + zone.signedNegativeAt);
  }

  wildcardSlotOf(nodeAt: number): number {
    return this.word(nodeAt + node.wildcardSlotAt);
  }

  proofOf(nodeAt: number): number {
    return this.word(nodeAt + node.proofAt);
  }

  flagsOf(nodeAt: number): number {
    return this.word(nodeAt + node.flags);
  }

  linkOf(nodeAt: number): number {
    return this.word(nodeAt + node.link);
  }

  wildcardLinkOf(nodeAt: number): number {
    return this.word(nodeAt + node.wildcardLink);
  }

  typeOf(entryAt: number): number {
    return this.word(entryAt + entry.type);
  }

  /** 0 when the type is missing; so is the next one where the zone is not signed. */
  answerOf(entryAt: number): number {
    return this.word(entryAt + entry.answerAt);
  }

  signedAnswerOf(entryAt: number): number {
    return this.word(entryAt + entry.signedAt);
  }

  ownerOctetsOf(proofAt: number): number {
    return this.word(proofAt + proof.ownerOctets);
  }

  rotatingCountOf(answerAt: number): number {
    return this.high(answerAt + answer.rotation);
  }

  rotatingOctetsOf(answerAt: number): number {
    return this.low(answerAt + answer.rotation);
  }

  /** The cuts stand between here and `shiftsStartOf`. */
  cutsStartOf(answerAt: number): number {
    return answerAt + answer.words;
  }

  zoneOf(nodeAt: number): number {
    return this.word(nodeAt + node.zoneAt);
  }

  /** Of the node's zone; 0 when that is not signed. */
  chainOf(nodeAt: number): number {
    return this.word(this.zoneOf(nodeAt) + zone.chainAt);
  }

  nameOctetsOf(nodeAt: number): number {
    return this.high(nodeAt + node.sizes);
  }

  /** In octets. */
  nameStartOf(nodeAt: number): number {
    return this.typeEntriesEnd(nodeAt) * 4;
  }

  /** The entries stand between `nodeAt + node.typesAt` and here. */
  typeEntriesEnd(nodeAt: number): number {
    return nodeAt + node.typesAt + this.typeCountOf(nodeAt) * entry.words;
  }

  typeCountOf(nodeAt: number): number {
    return this.low(nodeAt + node.sizes);
  }

  nodeWords(at: number): number {
    return this.typeEntriesEnd(at) - at + toWords(this.nameOctetsOf(at));
  }

  linkCountOf(chainAt: number): number {
    return this.word(chainAt + chain.countAndKind) >>> 1;
  }

  /** NSEC3, not NSEC. */
  isHashed(chainAt: number): boolean {
    return (this.word(chainAt + chain.countAndKind) & 1) === 1;
  }

  recordCountOf(proofAt: number): number {
    return this.low(proofAt + proof.sizes);
  }

  recordOctetsOf(proofAt: number): number {
    return this.high(proofAt + proof.sizes);
  }

  /** Where the labels of a proof's owner stand, in octets; the records follow. */
  ownerStartOf(proofAt: number): number {
    return (proofAt + proof.words) * 4;
  }

  recordsStartOf(proofAt: number): number {
    return this.ownerStartOf(proofAt) + this.ownerOctetsOf(proofAt);
  }

  proofWords(at: number): number {
    const ownerOctets = this.ownerOctetsOf(at);
    return proof.words + toWords(ownerOctets + this.recordOctetsOf(at));
  }

  bodyOctetsOf(answerAt: number): number {
    return this.high(answerAt + answer.octets);
  }

  /** Answer and authority sections. */
  requiredOctetsOf(answerAt: number): number {
    return this.low(answerAt + answer.octets);
  }

  answerCountOf(answerAt: number): number {
    return this.high(answerAt + answer.counts);
  }

  authorityCountOf(answerAt: number): number {
    return this.low(answerAt + answer.counts);
  }

  additionalCountOf(answerAt: number): number {
    return this.high(answerAt + answer.additional);
  }

  cutCountOf(answerAt: number): number {
    return this.low(answerAt + answer.additional);
  }

  shiftCountOf(answerAt: number): number {
    return this.high(answerAt + answer.shifts);
  }

  /** The question's name that the answer was compiled for. */
  compiledNameOctetsOf(answerAt: number): number {
    return this.low(answerAt + answer.shifts);
  }

  /** The cuts stand between `answerAt + answer.words` and here. */
  shiftsStartOf(answerAt: number): number {
    return answerAt + answer.words + this.cutCountOf(answerAt);
  }

  anchorCountOf(answerAt: number): number {
    return this.high(answerAt + answer.anchors);
  }

  /** Answer and authority sections, and glue without which a referral leads nowhere. */
  neededOctetsOf(answerAt: number): number {
    return this.low(answerAt + answer.anchors);
  }

  anchorsStartOf(answerAt: number): number {
    return this.shiftsStartOf(answerAt) + toWords(2 * this.shiftCountOf(answerAt));
  }

  /** In octets. */
  bodyStartOf(answerAt: number): number {
    return (this.anchorsStartOf(answerAt) + toWords(2 * this.anchorCountOf(answerAt))) * 4;
  }

  answerWords(at: number): number {
    const bodyAt = this.bodyStartOf(at) / 4;
    return bodyAt - at + toWords(this.bodyOctetsOf(at));
  }
}

/** An image that knows no name, with an index that has room for so many; everything asked of it is refused. */
export function emptyImage(nameCount = 0): Image {
  // At most half full: a search for an absent name ends after two looks on average.
  let slots = 1;
  while (slots < 2 * nameCount) slots *= 2;
  const end = indexAt + slots * Slot.words;
  const image = new Image(new SharedArrayBuffer(end * 4));
  image.words[Header.indexMask] = slots - 1;
  image.words[Header.end] = end;
  return image;
}

/** What is used of an image (or its first `usedWords`) in a buffer of another size. */
export function copyImage(image: Image, wordCount: number, usedWords = image.words[Header.end]): Image {
  const copy = new Image(new SharedArrayBuffer(wordCount * 4));
  copy.words.set(image.words.subarray(0, usedWords));
  return copy;
}

/** Free room for patches: a share of what is used, and at least enough for a small zone to change all day. */
const spareShare = 1 / 4;
const spareWordsMin = 64 * 1024;

export function wordsWithSpare(usedWords: number): number {
  return usedWords + Math.max(spareWordsMin, Math.ceil(usedWords * spareShare));
}

/** True when more than half of what was spare is used up. */
export function isRunningFull(image: Image): boolean {
  const usedWords = image.end;
  return image.words.length - usedWords < (wordsWithSpare(usedWords) - usedWords) / 2;
}
