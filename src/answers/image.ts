// An image in memory: two views of one shared buffer, so that every thread answers from the same copy.

import { Header, indexAt, Slot } from './image-layout.ts';

export interface Image {
  readonly words: Int32Array;
  readonly octets: Uint8Array;
}

export function openImage(buffer: SharedArrayBuffer): Image {
  return { words: new Int32Array(buffer), octets: new Uint8Array(buffer) };
}

/** An image that knows no name, with an index that has room for so many; everything asked of it is refused. */
export function emptyImage(nameCount = 0): Image {
  // At most half full: a search for an absent name ends after two looks on average.
  let slots = 1;
  while (slots < 2 * nameCount) slots *= 2;
  const end = indexAt + slots * Slot.words;
  const image = openImage(new SharedArrayBuffer(end * 4));
  image.words[Header.indexMask] = slots - 1;
  image.words[Header.end] = end;
  return image;
}

/** What is used of an image (or its first `usedWords`) in a buffer of another size. */
export function copyImage(image: Image, wordCount: number, usedWords = image.words[Header.end]): Image {
  const copy = openImage(new SharedArrayBuffer(wordCount * 4));
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
export function isRunningFull({ words }: Image): boolean {
  const usedWords = words[Header.end] as number;
  return words.length - usedWords < (wordsWithSpare(usedWords) - usedWords) / 2;
}
