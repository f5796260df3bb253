// A few changed names -> the image that is being served, in place. New answers are written to the free end first;
// then one word each is stored, so that a reader sees an answer as it was or as it is, never a mixture.
// In a signed zone that one word is the index's: what a name has and the proof of what it lacks change together.

import type { Name } from '../wire/name.ts';
import type { ZoneChange } from '../zone/build-zone.ts';
import { appendAnswers, appendNegative, type SharedAnswers } from './build-image.ts';
import { compileProof } from './compile-proof.ts';
import { findSlotOf, findTypeEntry, findZone } from './find-node.ts';
import type { Image } from './image.ts';
import { ChainRecord, NodeRecord, Slot, TypeEntry, ZoneRecord } from './image-layout.ts';
import { type AnswersOfType, ImageFull, ImageWriter, type NodeFrame } from './image-writer.ts';

/** Returns false, and has changed nothing that is visible, when the image is full and must be built anew. */
export function patchImage(image: Image, changes: readonly ZoneChange[]): boolean {
  const writer = new ImageWriter(image, false);
  const stores: Store[] = [];
  const shared: SharedAnswers = new Map();
  try {
    for (const change of changes) patchZone(writer, change, shared, stores);
  } catch (error) {
    if (error instanceof ImageFull) return false;
    throw error;
  }
  for (const { at, value } of stores) Atomics.store(image.words, at, value);
  return true;
}

interface Store {
  readonly at: number;
  readonly value: number;
}

function patchZone(writer: ImageWriter, change: ZoneChange, shared: SharedAnswers, stores: Store[]): void {
  const { zone, names } = change;
  const { image } = writer;
  // The apex is among the changed names, for its SOA; the NS answer there, with the addresses of name servers
  // that may have changed, is compiled along with it.
  const zoneAt = findZone(image, zone.apex);
  const negative = appendNegative(writer, zone);
  stores.push({ at: zoneAt + ZoneRecord.negativeAt, value: negative.answerAt });
  stores.push({ at: zoneAt + ZoneRecord.signedNegativeAt, value: negative.signedAt });
  const chainAt = image.word(zoneAt + ZoneRecord.chainAt);
  for (const name of names) {
    const slotAt = findSlotOf(image, zoneAt, name);
    // A zone of ours that begins above it answers for it.
    if (slotAt === 0) continue;
    const nodeAt = image.word(slotAt + Slot.nodeAt);
    const answers = appendAnswers(writer, zone, name, zone.nodes.get(name) ?? [], shared);
    const denial = zone.security?.nodes.get(name)?.denial;
    if (denial !== undefined) {
      const proofAt = writer.appendProof(compileProof(zone.apex, denial));
      const link = image.word(nodeAt + NodeRecord.link);
      stores.push({ at: chainAt + ChainRecord.proofsAt + link, value: proofAt });
      replaceNode(writer, name, slotAt, proofAt, answers, stores);
    } else if (!hasTypes(image, nodeAt, answers)) replaceNode(writer, name, slotAt, 0, answers, stores);
    else replaceAnswers(image, nodeAt, answers, stores);
  }
}

/** Whether the node's entries are these: a type that there was, and that is not missing, has none. */
function hasTypes(image: Image, nodeAt: number, answers: ReadonlyMap<number, AnswersOfType>): boolean {
  const count = image.typeCountOf(nodeAt);
  return (
    count === answers.size && [...answers.keys()].every((type) => findTypeEntry(image, nodeAt, type) !== 0)
  );
}

function replaceAnswers(
  image: Image,
  nodeAt: number,
  answers: ReadonlyMap<number, AnswersOfType>,
  stores: Store[],
): void {
  const end = image.typeEntriesEnd(nodeAt);
  for (let entryAt = nodeAt + NodeRecord.typesAt; entryAt < end; entryAt += TypeEntry.words) {
    const type = image.word(entryAt + TypeEntry.type);
    stores.push({ at: entryAt + TypeEntry.answerAt, value: answers.get(type)?.answerAt ?? 0 });
  }
}

/** Also for other types than before, which need a node of another size; the index is pointed to the new one. */
function replaceNode(
  writer: ImageWriter,
  name: Name,
  slotAt: number,
  proofAt: number,
  answers: ReadonlyMap<number, AnswersOfType>,
  stores: Store[],
): void {
  const { image } = writer;
  const oldNodeAt = image.word(slotAt + Slot.nodeAt);
  const frame: NodeFrame = {
    zoneAt: image.zoneOf(oldNodeAt),
    wildcardSlotAt: image.word(oldNodeAt + NodeRecord.wildcardSlotAt),
    // No change of health makes a CNAME or a delegation: these come and go with a configuration.
    flags: image.flagsOf(oldNodeAt),
    proofAt,
    link: image.word(oldNodeAt + NodeRecord.link),
    wildcardLink: image.word(oldNodeAt + NodeRecord.wildcardLink),
  };
  stores.push({ at: slotAt + Slot.nodeAt, value: writer.appendNode(name, frame, answers) });
}
