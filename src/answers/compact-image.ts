// A full image -> the same one without what nobody points to any more. Much cheaper than compiling it anew, because
// records are moved as they are.

import { copyImage, type Image, wordsWithSpare } from './image.ts';
import {
  answerWords,
  Header,
  indexAt,
  NodeRecord,
  nodeWords,
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
      const entryAt = at + NodeRecord.typesAt + i * TypeEntry.words + TypeEntry.answerAt;
      words[entryAt] = this.#moveAnswer(words[entryAt] as number);
    }
    return at;
  }

  #moveZone(from: number): number {
    const known = this.#moved[from] as number;
    if (known !== 0) return known;
    const at = this.#move(from, ZoneRecord.words);
    const { words } = this.copy;
    words[at + ZoneRecord.negativeAt] = this.#moveAnswer(words[at + ZoneRecord.negativeAt] as number);
    return at;
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
