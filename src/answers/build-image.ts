// Zones -> image: compiles every answer once and builds the index. src/answers/patch-image.ts does the small changes.

import { bytesOf } from '../base/byte-string.ts';
import { invariant } from '../base/invariant.ts';
import { isWildcard, labelsOf, type Name, parentOf } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import type { RRset } from '../wire/rrset.ts';
import type { Zone, ZoneNode } from '../zone/zone.ts';
import { compileAnswer } from './compile-answer.ts';
import { findSlotOf } from './find-node.ts';
import { gatherNegative, gatherPositive, placementOf } from './gather-sections.ts';
import { hashOctets } from './hash-name.ts';
import { copyImage, emptyImage, type Image, wordsWithSpare } from './image.ts';
import { Header, indexAt, NodeRecord, Slot } from './image-layout.ts';
import { ImageWriter } from './image-writer.ts';

/** Answers that are the same bytes whatever the question, so that names of several zones share one copy. */
export type SharedAnswers = Map<RRset, number>;

export function buildImage(zones: readonly Zone[]): Image {
  const nameCount = zones.reduce((count, zone) => count + zone.nodes.size, 0);
  const writer = new ImageWriter(emptyImage(nameCount), true);
  const shared: SharedAnswers = new Map();
  for (const zone of zones) {
    const zoneAt = writer.appendZone(zone.apex.length, appendNegative(writer, zone));
    for (const name of zone.nodes.names()) {
      const answers = appendAnswers(writer, zone, name, nodeOf(zone, name), shared);
      addToIndex(writer, name, writer.appendNode(name, zoneAt, 0, answers));
    }
  }
  const image = copyImage(writer.image, wordsWithSpare(writer.image.words[Header.end] ?? 0));
  for (const zone of zones) linkWildcards(image, zone);
  return image;
}

function addToIndex({ image: { words } }: ImageWriter, name: Name, nodeAt: number): void {
  const hash = hashOctets(bytesOf(name), 0, name.length);
  const mask = words[Header.indexMask] ?? 0;
  let slotAt: number;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    slotAt = indexAt + slot * Slot.words;
    if (words[slotAt + Slot.nodeAt] === 0) break;
  }
  words[slotAt + Slot.hash] = hash;
  words[slotAt + Slot.nodeAt] = nodeAt;
  words[Header.labelsMax] = Math.max(words[Header.labelsMax] ?? 0, labelsOf(name).length);
}

export function appendNegative(writer: ImageWriter, zone: Zone): number {
  return writer.appendAnswer(compileAnswer(zone.apex, gatherNegative(zone), 'below'));
}

/** Compiles all records of one name; the result maps each type to where its answer stands. */
export function appendAnswers(
  writer: ImageWriter,
  zone: Zone,
  name: Name,
  node: ZoneNode,
  shared: SharedAnswers,
): Map<number, number> {
  const answers = new Map<number, number>();
  for (const rrset of node) {
    const sharable = rrset.type === RecordType.A || rrset.type === RecordType.AAAA;
    let answerAt = sharable ? shared.get(rrset) : undefined;
    if (answerAt === undefined) {
      answerAt = writer.appendAnswer(
        compileAnswer(name, gatherPositive(zone, name, rrset), placementOf(name)),
      );
      if (sharable) shared.set(rrset, answerAt);
    }
    answers.set(rrset.type, answerAt);
  }
  return answers;
}

function nodeOf(zone: Zone, name: Name): ZoneNode {
  const node = zone.nodes.get(name);
  invariant(node !== undefined, 'a name that the zone lists has a node');
  return node;
}

/** Gives every node above a wildcard the place of that wildcard: one step instead of a look-up per absent name. */
function linkWildcards(image: Image, zone: Zone): void {
  for (const name of zone.nodes.names()) {
    if (!isWildcard(name)) continue;
    const parent = parentOf(name);
    invariant(parent !== undefined, 'a wildcard has a parent');
    const wildcardSlotAt = findSlotOf(image, name);
    const parentAt = image.words[findSlotOf(image, parent) + Slot.nodeAt] ?? 0;
    image.words[parentAt + NodeRecord.wildcardSlotAt] = wildcardSlotAt;
  }
}
