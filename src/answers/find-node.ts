// The readers' side of an image: name -> node -> answer. Allocates nothing and trusts the image, not the name.

import { bytesOf } from '../base/byte-string.ts';
import { invariant } from '../base/invariant.ts';
import type { Name } from '../wire/name.ts';
import { hashOctets } from './hash-name.ts';
import type { Image } from './image.ts';
import { indexAt, NodeRecord, parentSalt, Slot, TypeEntry } from './image-layout.ts';

// Constants of this module, which V8 folds: it looks imported ones up in every round of a loop.
const slotsAt: number = indexAt;
const { words: slotWords } = Slot;
const { words: entryWords } = TypeEntry;
const { typesAt } = NodeRecord;

/**
 * The node of the lower-cased wire name at `name[start..end)`, or 0. Probing is linear, and the table is at most
 * half full, so the walk ends at an empty slot after few steps.
 */
export function findNode(image: Image, hash: number, name: Uint8Array, start: number, end: number): number {
  const mask = image.indexMask;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const slotAt = slotsAt + slot * slotWords;
    const nodeAt = image.nodeIn(slotAt);
    if (nodeAt === 0) return 0;
    if (image.hashIn(slotAt) === hash && isNamed(image, nodeAt, name, start, end)) return nodeAt;
  }
}

function isNamed(image: Image, nodeAt: number, name: Uint8Array, start: number, end: number): boolean {
  const { octets } = image;
  if (image.nameOctetsOf(nodeAt) !== end - start) return false;
  let at = image.nameStartOf(nodeAt);
  for (let i = start; i < end; i++, at++) if (octets[at] !== name[i]) return false;
  return true;
}

/** For the control plane: a zone that was built into the image. */
export function findZone(image: Image, apex: Name): number {
  const octets = bytesOf(apex);
  const slotAt = findSlot(image, hashOctets(octets, 0, octets.length), octets);
  invariant(slotAt !== 0, 'a zone that was built into the image has its apex there');
  return image.zoneOf(image.nodeIn(slotAt));
}

/** For the control plane: the slot of a name of the zone, or 0 when a zone that begins below this one answers for it. */
export function findSlotOf(image: Image, zoneAt: number, name: Name): number {
  const octets = bytesOf(name);
  const hash = hashOctets(octets, 0, octets.length);
  for (const sideHash of [hash, hash ^ parentSalt]) {
    const slotAt = findSlot(image, sideHash, octets);
    if (slotAt !== 0 && image.zoneOf(image.nodeIn(slotAt)) === zoneAt) return slotAt;
  }
  return 0;
}

function findSlot(image: Image, hash: number, name: Uint8Array): number {
  const mask = image.indexMask;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const slotAt = slotsAt + slot * slotWords;
    const nodeAt = image.nodeIn(slotAt);
    if (nodeAt === 0) return 0;
    if (image.hashIn(slotAt) === hash && isNamed(image, nodeAt, name, 0, name.length)) return slotAt;
  }
}

/** The node's entry for a type, without an answer when the type is missing; 0 when the name is not to have it. */
export function findTypeEntry(image: Image, nodeAt: number, type: number): number {
  const end = image.typeEntriesEnd(nodeAt);
  for (let entryAt = nodeAt + typesAt; entryAt < end; entryAt += entryWords) {
    if (image.typeOf(entryAt) === type) return entryAt;
  }
  return 0;
}

/** Some entry of the node that has an answer now, or 0: what a query for ANY gets (RFC 8482 §4.1). */
export function findSomeEntry(image: Image, nodeAt: number): number {
  const end = image.typeEntriesEnd(nodeAt);
  for (let entryAt = nodeAt + typesAt; entryAt < end; entryAt += entryWords) {
    if (image.answerOf(entryAt) !== 0) return entryAt;
  }
  return 0;
}
