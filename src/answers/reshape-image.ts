// Names that came or went -> a copy of the image with and without them, which nobody reads yet: all other answers and proofs are
// taken over as they are. Refuses to know why, and which image is served.

import { readByteString } from '../base/byte-string.ts';
import { isWildcard, type Name, parentOf } from '../wire/name.ts';
import type { ZoneChange } from '../zone/build-zone.ts';
import type { Zone } from '../zone/zone.ts';
import { appendAnswers, appendNegative, type SharedAnswers } from './build-image.ts';
import { compactImage } from './compact-image.ts';
import { compileProof } from './compile-proof.ts';
import { findLinkOf, findWildcardLink } from './find-link.ts';
import { findSlotOf, findZone } from './find-node.ts';
import { copyImage, type Image, isRunningFull } from './image.ts';
import { addToIndex, hasSlotsFor } from './image-index.ts';
import { ChainRecord, goneNodeAt, Header, indexAt, NodeRecord, Slot, ZoneRecord } from './image-layout.ts';
import { ImageWriter } from './image-writer.ts';
import { createSideOf } from './nested-zones.ts';
import { flagsOf } from './node-flags.ts';
import { type Relaid, relayChain, uncertain } from './relay-chain.ts';

/** `zones` are all that are served. */
export function reshapeImage(image: Image, changes: readonly ZoneChange[], zones: readonly Zone[]): Image {
  const came = changes.reduce((sum, { zone, names }) => sum + countNew(image, zone, names), 0);
  const hasSlots = hasSlotsFor(image, came);
  const copy =
    !hasSlots || isRunningFull(image)
      ? compactImage(image, hasSlots ? 0 : came)
      : copyImage(image, image.words.length);
  const writer = new ImageWriter(copy, true);
  const sideOf = createSideOf(zones);
  const shared: SharedAnswers = new Map();
  for (const { zone, names } of changes) {
    const own = names.filter((name) => sideOf(zone, name) !== 'inner');
    new ZoneReshaper(writer, zone, own).reshape(shared, (name) => sideOf(zone, name) === 'parent');
  }
  return writer.image;
}

function countNew(image: Image, { apex, nodes }: Zone, names: readonly Name[]): number {
  const zoneAt = findZone(image, apex);
  const isNew = (name: Name) => nodes.get(name) !== undefined && findSlotOf(image, zoneAt, name) === 0;
  return names.filter(isNew).length;
}

class ZoneReshaper {
  readonly #writer: ImageWriter;
  readonly #zone: Zone;
  readonly #names: readonly Name[];
  readonly #zoneAt: number;
  readonly #proofs = new Map<Name, number>();

  constructor(writer: ImageWriter, zone: Zone, names: readonly Name[]) {
    this.#writer = writer;
    this.#zone = zone;
    this.#names = names;
    this.#zoneAt = findZone(writer.image, zone.apex);
  }

  get #image(): Image {
    return this.#writer.image;
  }

  get #chainAt(): number {
    return this.#image.word(this.#zoneAt + ZoneRecord.chainAt);
  }

  reshape(shared: SharedAnswers, isParentSide: (name: Name) => boolean): void {
    const { answerAt, signedAt } = appendNegative(this.#writer, this.#zone);
    this.#image.words[this.#zoneAt + ZoneRecord.negativeAt] = answerAt;
    this.#image.words[this.#zoneAt + ZoneRecord.signedNegativeAt] = signedAt;
    if (this.#chainAt !== 0) this.#relink();
    for (const name of this.#names) {
      const slotAt = findSlotOf(this.#image, this.#zoneAt, name);
      if (this.#zone.nodes.get(name) !== undefined) this.#place(name, slotAt, shared, isParentSide(name));
      else if (slotAt !== 0) this.#image.words[slotAt + Slot.nodeAt] = goneNodeAt;
    }
    for (const name of this.#names) if (isWildcard(name)) this.#linkWildcard(name);
  }

  /** A private zone answers for its apex only. */
  #place(name: Name, slotAt: number, shared: SharedAnswers, isParentSide: boolean): void {
    const { nodes, apex, isPrivate } = this.#zone;
    if (isPrivate && name !== apex) return;
    const node = nodes.get(name) ?? [];
    const answers = appendAnswers(this.#writer, this.#zone, name, node, shared);
    const proofAt = this.#proofs.get(name) ?? 0;
    const chainAt = this.#chainAt;
    const frame = {
      zoneAt: this.#zoneAt,
      wildcardSlotAt: slotAt === 0 ? 0 : this.#image.wildcardSlotOf(this.#image.nodeIn(slotAt)),
      flags: flagsOf(this.#zone, name, node),
      proofAt,
      link: chainAt === 0 ? 0 : findLinkOf(this.#image, chainAt, apex, name),
      wildcardLink: chainAt === 0 ? 0 : findWildcardLink(this.#image, chainAt, apex, name),
    };
    const nodeAt = this.#writer.appendNode(name, frame, answers);
    if (slotAt === 0) addToIndex(this.#image, name, isParentSide, nodeAt);
    else this.#image.words[slotAt + Slot.nodeAt] = nodeAt;
  }

  #linkWildcard(name: Name): void {
    const parent = parentOf(name);
    const parentSlotAt = parent === undefined ? 0 : findSlotOf(this.#image, this.#zoneAt, parent);
    if (parentSlotAt === 0) return;
    const nodeAt = this.#image.nodeIn(parentSlotAt);
    this.#image.words[nodeAt + NodeRecord.wildcardSlotAt] = findSlotOf(this.#image, this.#zoneAt, name);
  }

  #relink(): void {
    const { apex, security } = this.#zone;
    const added = new Map<Name, number>();
    const removed = new Set<number>();
    const chainAt = this.#chainAt;
    for (const name of this.#names) {
      const denial = security?.nodes.get(name)?.denial;
      const slotAt = findSlotOf(this.#image, this.#zoneAt, name);
      const nodeAt = slotAt === 0 ? 0 : this.#image.nodeIn(slotAt);
      // With a proof of its own it has a link of its own.
      const had = nodeAt !== 0 && this.#image.proofOf(nodeAt) !== 0;
      const link = had ? this.#image.linkOf(nodeAt) : 0;
      if (denial === undefined) {
        if (had) removed.add(link);
        continue;
      }
      const proofAt = this.#writer.appendProof(compileProof(apex, denial));
      this.#proofs.set(name, proofAt);
      if (had) this.#image.words[chainAt + ChainRecord.proofsAt + link] = proofAt;
      else added.set(name, proofAt);
    }
    if (added.size === 0 && removed.size === 0) return;
    this.#renumber(relayChain(this.#writer, this.#zoneAt, apex, { added, removed }));
  }

  #renumber(relaid: Relaid): void {
    const { words } = this.#image;
    const image = this.#image;
    const chainAt = this.#chainAt;
    const { apex } = this.#zone;
    const end = indexAt + (image.word(Header.indexMask) + 1) * Slot.words;
    for (let slotAt = indexAt; slotAt < end; slotAt += Slot.words) {
      const nodeAt = image.nodeIn(slotAt);
      if (nodeAt === 0 || nodeAt === goneNodeAt || image.zoneOf(nodeAt) !== this.#zoneAt) continue;
      const link = relaid[image.linkOf(nodeAt)] as number;
      const wildcardLink = relaid[image.wildcardLinkOf(nodeAt)] as number;
      words[nodeAt + NodeRecord.link] =
        link === uncertain ? findLinkOf(image, chainAt, apex, nameAt(image, nodeAt)) : link;
      words[nodeAt + NodeRecord.wildcardLink] =
        wildcardLink === uncertain
          ? findWildcardLink(image, chainAt, apex, nameAt(image, nodeAt))
          : wildcardLink;
    }
  }
}

function nameAt(image: Image, nodeAt: number): Name {
  const start = image.nameStartOf(nodeAt);
  return readByteString(image.octets, start, start + image.nameOctetsOf(nodeAt)) as string as Name;
}
