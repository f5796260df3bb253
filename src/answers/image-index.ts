// The writers' side of an image's index, of an image that nobody reads yet.

import { bytesOf } from '../base/byte-string.ts';
import { labelsOf, type Name } from '../wire/name.ts';
import { hashOctets } from './hash-name.ts';
import type { Image } from './image.ts';
import { goneNodeAt, Header, indexAt, parentSalt, Slot } from './image-layout.ts';

export function addToIndex(image: Image, name: Name, isParentSide: boolean, nodeAt: number): void {
  const { words } = image;
  const ownHash = hashOctets(bytesOf(name), 0, name.length);
  takeSlot(image, isParentSide ? ownHash ^ parentSalt : ownHash, nodeAt);
  words[Header.labelsMax] = Math.max(image.labelsMax, labelsOf(name).length);
}

/** Returns the slot, which may have been that of a name that is gone. */
export function takeSlot(image: Image, hash: number, nodeAt: number): number {
  const { words } = image;
  const mask = image.indexMask;
  let slotAt: number;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    slotAt = indexAt + slot * Slot.words;
    const was = image.nodeIn(slotAt);
    if (was === goneNodeAt) break;
    if (was !== 0) continue;
    words[Header.slotsTaken] = image.word(Header.slotsTaken) + 1;
    break;
  }
  words[slotAt + Slot.hash] = hash;
  words[slotAt + Slot.nodeAt] = nodeAt;
  return slotAt;
}

/** At most half full: a search for an absent name ends after two looks on average. */
export function hasSlotsFor(image: Image, moreNames: number): boolean {
  return 2 * (image.word(Header.slotsTaken) + moreNames) <= image.indexMask + 1;
}
