// A full image -> the same one without what nobody points to any more. Much cheaper than compiling it anew, because
// records are moved as they are.

import { copyImage, type Image, wordsWithSpare } from './image.ts';
import {
  answerWords,
  ChainRecord,
  Header,
  indexAt,
  NodeRecord,
  nodeWords,
  proofWords,
  Slot,
  TypeEntry,
  ZoneRecord,
} from './image-layout.ts';

export function compactImage(image: Image): Image {
  const mover = new Mover(image);
  const { words } = mover.copy;
  const slotsEnd = endOfIndex(image);
  for (let slotAt = indexAt; slotAt < slotsEnd; slotAt += Slot.words) {
    const nodeAt = words[slotAt + Slot.nodeAt] as number;
    if (nodeAt !== 0) words[slotAt + Slot.nodeAt] = mover.moveNode(nodeAt);
  }
  words[Header.end] = mover.end;
  // As a rule the old size will do. An image whose names had fewer answers when it was built needs more by now.
  const wanted = wordsWithSpare(mover.end);
  return wanted <= words.length ? mover.copy : copyImage(mover.copy, wanted);
}

function endOfIndex({ words }: Image): number {
  return indexAt + ((words[Header.indexMask] as number) + 1) * Slot.words;
}

class Mover {
  /** Starts as a copy of header and index; the live records follow. */
  readonly copy: Image;
  end: number;
  readonly #from: Int32Array;
  /** For each old place of a record that was moved, its new one: answers and zones have several users. */
  readonly #moved: Int32Array;

  constructor(image: Image) {
    this.#from = image.words;
    this.end = endOfIndex(image);
    this.copy = copyImage(image, image.words.length, this.end);
    this.#moved = new Int32Array(image.words[Header.end] as number);
  }

  moveNode(from: number): number {
    const at = this.#move(from, nodeWords(this.#from, from));
    const { words } = this.copy;
    words[at + NodeRecord.zoneAt] = this.#moveZone(words[at + NodeRecord.zoneAt] as number);
    const count = (words[at + NodeRecord.sizes] as number) & 0xffff;
    for (let i = 0; i < count; i++) {
      const entryAt = at + NodeRecord.typesAt + i * TypeEntry.words;
      for (const word of [entryAt + TypeEntry.answerAt, entryAt + TypeEntry.signedAt]) {
        words[word] = this.#moveAnswer(words[word] as number);
      }
    }
    words[at + NodeRecord.proofAt] = this.#moveProof(words[at + NodeRecord.proofAt] as number);
    return at;
  }

  #moveZone(from: number): number {
    const known = this.#moved[from] as number;
    if (known !== 0) return known;
    const at = this.#move(from, ZoneRecord.words);
    const { words } = this.copy;
    for (const word of [at + ZoneRecord.negativeAt, at + ZoneRecord.signedNegativeAt]) {
      words[word] = this.#moveAnswer(words[word] as number);
    }
    words[at + ZoneRecord.chainAt] = this.#moveChain(words[at + ZoneRecord.chainAt] as number);
    return at;
  }

  #moveChain(from: number): number {
    if (from === 0) return 0;
    const at = this.#move(from, this.#from[from + ChainRecord.words] as number);
    const { words } = this.copy;
    const count = (words[at + ChainRecord.countAndKind] as number) >>> 1;
    const proofsAt = at + ChainRecord.proofsAt;
    for (let proof = proofsAt; proof < proofsAt + count; proof++) {
      words[proof] = this.#moveProof(words[proof] as number);
    }
    return at;
  }

  #moveProof(from: number): number {
    if (from === 0) return 0;
    const known = this.#moved[from] as number;
    return known === 0 ? this.#move(from, proofWords(this.#from, from)) : known;
  }

  #moveAnswer(from: number): number {
    if (from === 0) return 0;
    const known = this.#moved[from] as number;
    return known === 0 ? this.#move(from, answerWords(this.#from, from)) : known;
  }

  #move(from: number, wordCount: number): number {
    const at = this.end;
    const { words } = this.copy;
    for (let i = 0; i < wordCount; i++) words[at + i] = this.#from[from + i] as number;
    this.#moved[from] = at;
    this.end += wordCount;
    return at;
  }
}
