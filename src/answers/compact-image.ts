// A full image -> the same one without what nobody points to any more. Much cheaper than compiling it anew, because
// records are moved as they are.

import { copyImage, emptyImage, type Image, wordsWithSpare } from './image.ts';
import { takeSlot } from './image-index.ts';
import {
  ChainRecord,
  goneNodeAt,
  Header,
  indexAt,
  NodeRecord,
  Slot,
  TypeEntry,
  ZoneRecord,
} from './image-layout.ts';

/** With `moreNames`, its index is made anew, with room for these as well. */
export function compactImage(image: Image, moreNames = 0): Image {
  const mover = new Mover(image, moreNames === 0 ? undefined : indexFor(image, moreNames));
  const { words } = mover.copy;
  if (moreNames === 0) {
    for (const slotAt of slotsIn(image)) words[slotAt + Slot.nodeAt] = mover.moveNode(image.nodeIn(slotAt));
  } else {
    const movedTo = new Map<number, number>();
    for (const slotAt of slotsIn(image)) {
      const nodeAt = mover.moveNode(image.nodeIn(slotAt));
      movedTo.set(slotAt, takeSlot(mover.copy, image.hashIn(slotAt), nodeAt));
    }
    for (const slotAt of slotsIn(mover.copy)) {
      const at = mover.copy.nodeIn(slotAt) + NodeRecord.wildcardSlotAt;
      words[at] = movedTo.get(mover.copy.word(at)) ?? 0;
    }
  }
  words[Header.end] = mover.end;
  // As a rule the old size will do. An image whose names had fewer answers when it was built needs more by now.
  const wanted = wordsWithSpare(mover.end);
  return wanted <= words.length ? mover.copy : copyImage(mover.copy, wanted);
}

/** Of names that are not gone. */
function* slotsIn(image: Image): Generator<number> {
  const slotsEnd = endOfIndex(image);
  for (let slotAt = indexAt; slotAt < slotsEnd; slotAt += Slot.words) {
    const nodeAt = image.nodeIn(slotAt);
    if (nodeAt !== 0 && nodeAt !== goneNodeAt) yield slotAt;
  }
}

/** An empty one. With an eighth more than there is need for, what comes next finds room, too. */
function indexFor(image: Image, moreNames: number): Image {
  let count = moreNames;
  for (const _ of slotsIn(image)) count++;
  const empty = emptyImage(Math.ceil((count * 9) / 8));
  empty.words[Header.labelsMax] = image.labelsMax;
  return empty;
}

function endOfIndex(image: Image): number {
  return indexAt + (image.word(Header.indexMask) + 1) * Slot.words;
}

class Mover {
  /** Starts as a copy of header and index; the live records follow. */
  readonly copy: Image;
  end: number;
  readonly #from: Image;
  /** For each old place of a record that was moved, its new one: answers and zones have several users. */
  readonly #moved: Int32Array;

  constructor(image: Image, index = image) {
    this.#from = image;
    this.end = endOfIndex(index);
    const more = this.end - endOfIndex(image);
    this.copy = copyImage(index, image.words.length + Math.max(0, more), this.end);
    this.#moved = new Int32Array(image.word(Header.end));
  }

  moveNode(from: number): number {
    const at = this.#move(from, this.#from.nodeWords(from));
    const { words } = this.copy;
    words[at + NodeRecord.zoneAt] = this.#moveZone(this.copy.word(at + NodeRecord.zoneAt));
    const end = this.copy.typeEntriesEnd(at);
    for (let entryAt = at + NodeRecord.typesAt; entryAt < end; entryAt += TypeEntry.words) {
      for (const word of [entryAt + TypeEntry.answerAt, entryAt + TypeEntry.signedAt]) {
        words[word] = this.#moveAnswer(this.copy.word(word));
      }
    }
    words[at + NodeRecord.proofAt] = this.#moveProof(this.copy.word(at + NodeRecord.proofAt));
    return at;
  }

  #moveZone(from: number): number {
    const known = this.#moved[from] as number;
    if (known !== 0) return known;
    const at = this.#move(from, ZoneRecord.words);
    const { words } = this.copy;
    for (const word of [at + ZoneRecord.negativeAt, at + ZoneRecord.signedNegativeAt]) {
      words[word] = this.#moveAnswer(this.copy.word(word));
    }
    words[at + ZoneRecord.chainAt] = this.#moveChain(this.copy.word(at + ZoneRecord.chainAt));
    return at;
  }

  #moveChain(from: number): number {
    if (from === 0) return 0;
    const at = this.#move(from, this.#from.word(from + ChainRecord.words));
    const { words } = this.copy;
    const proofsAt = at + ChainRecord.proofsAt;
    const end = proofsAt + this.copy.linkCountOf(at);
    for (let proof = proofsAt; proof < end; proof++) {
      words[proof] = this.#moveProof(this.copy.word(proof));
    }
    return at;
  }

  #moveProof(from: number): number {
    if (from === 0) return 0;
    const known = this.#moved[from] as number;
    return known === 0 ? this.#move(from, this.#from.proofWords(from)) : known;
  }

  #moveAnswer(from: number): number {
    if (from === 0) return 0;
    const known = this.#moved[from] as number;
    return known === 0 ? this.#move(from, this.#from.answerWords(from)) : known;
  }

  #move(from: number, wordCount: number): number {
    const at = this.end;
    const { words } = this.copy;
    for (let i = 0; i < wordCount; i++) words[at + i] = this.#from.word(from + i);
    this.#moved[from] = at;
    this.end += wordCount;
    return at;
  }
}
