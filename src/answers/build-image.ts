// Zones -> image: compiles every answer once and builds the index. src/answers/patch-image.ts does the small changes.

import { invariant } from '../base/invariant.ts';
import { fixedRecordOctets, pointerOctets } from '../wire/message-format.ts';
import { isWildcard, type Name, parentOf } from '../wire/name.ts';
import { isAddressType, RecordType } from '../wire/protocol.ts';
import type { RRset } from '../wire/rrset.ts';
import type { Zone, ZoneNode } from '../zone/zone.ts';
import { type AppendedChain, appendChain } from './append-chain.ts';
import { compileAnswer, type Placement, type Sections } from './compile-answer.ts';
import { findLinkOf, findWildcardLink } from './find-link.ts';
import { findSlotOf, findZone } from './find-node.ts';
import {
  addDelegationSigners,
  addSignatures,
  gatherNegative,
  gatherPositive,
  gatherReferral,
  placementOf,
} from './gather-sections.ts';
import { copyImage, emptyImage, type Image, wordsWithSpare } from './image.ts';
import { addToIndex } from './image-index.ts';
import {
  AnswerRecord,
  Header,
  hashWords,
  NodeRecord,
  ProofRecord,
  referralType,
  TypeEntry,
  wordsFor,
} from './image-layout.ts';
import { type AnswersOfType, ImageWriter, type NodeFrame } from './image-writer.ts';
import { createSideOf } from './nested-zones.ts';
import { flagsOf } from './node-flags.ts';

/** Answers that are the same bytes whatever the question, so that names of several zones share one copy. */
export type SharedAnswers = Map<RRset, number>;

export function buildImage(zones: readonly Zone[]): Image {
  const nameCount = zones.reduce((count, zone) => count + zone.nodes.size, 0);
  const empty = emptyImage(nameCount);
  const guess = wordsWithSpare(empty.words.length + guessWords(zones));
  const writer = new ImageWriter(copyImage(empty, guess), true);
  const shared: SharedAnswers = new Map();
  const sideOf = createSideOf(zones);
  for (const zone of zones) {
    const chain = appendChain(writer, zone);
    const zoneAt = writer.appendZone(zone.apex.length, appendNegative(writer, zone), chain?.chainAt ?? 0);
    for (const name of answeredNames(zone)) {
      const side = sideOf(zone, name);
      if (side === 'inner') continue;
      const node = nodeOf(zone, name);
      const answers = appendAnswers(writer, zone, name, node, shared);
      const place = placeInChain(writer.image, chain, zone.apex, name);
      const frame = { zoneAt, wildcardSlotAt: 0, flags: flagsOf(zone, name, node), ...place };
      const nodeAt = writer.appendNode(name, frame, answers);
      addToIndex(writer.image, name, side === 'parent', nodeAt);
    }
  }
  const image = withFittingSpare(writer.image);
  for (const zone of zones) linkWildcards(image, zone);
  return image;
}

function answeredNames({ apex, nodes, isPrivate }: Zone): Iterable<Name> {
  return isPrivate ? [apex] : nodes.names();
}

/** An empty non-terminal has no link of NSEC: the one that covers it proves that nothing stands there. */
function placeInChain(
  image: Image,
  chain: AppendedChain | undefined,
  apex: Name,
  name: Name,
): Pick<NodeFrame, 'proofAt' | 'link' | 'wildcardLink'> {
  if (chain === undefined) return { proofAt: 0, link: 0, wildcardLink: 0 };
  const { chainAt, links } = chain;
  const own = links.get(name) ?? { proofAt: 0, link: findLinkOf(image, chainAt, apex, name) };
  return { ...own, wildcardLink: findWildcardLink(image, chainAt, apex, name) };
}

/**
 * About what nodes and answers will take. Memory that is asked for and never touched costs nothing, while growing step by
 * step leaves twice the size of a large image behind as garbage.
 */
function guessWords(zones: readonly Zone[]): number {
  let words = 0;
  const shared = new Set<RRset>();
  for (const zone of zones) {
    // Alias zones share all that can be shared; so one RRset tells.
    let isAlias: boolean | undefined;
    for (const name of answeredNames(zone)) {
      const node = nodeOf(zone, name);
      const signed = zone.security?.nodes.get(name);
      const typeCount = node.length + (zone.missing.get(name)?.length ?? 0);
      words += NodeRecord.typesAt + typeCount * TypeEntry.words + wordsFor(name.length);
      for (const rrset of node) {
        if (isSharable(rrset) && isAlias === undefined) {
          isAlias = shared.has(rrset);
          shared.add(rrset);
        }
        if (isAlias !== true || !isSharable(rrset)) words += AnswerRecord.words + guessRRsetWords(rrset);
        const signatures = signed?.signatures.get(rrset.type);
        if (signatures === undefined) continue;
        words += AnswerRecord.words + guessRRsetWords(rrset) + guessRRsetWords(signatures);
      }
      if (signed?.denial === undefined) continue;
      const { owner, rrset, signatures } = signed.denial;
      words += ProofRecord.words + guessRRsetWords(rrset) + guessRRsetWords(signatures);
      words += 1 + hashWords + 2 * wordsFor(owner.length);
    }
  }
  return words;
}

function guessRRsetWords({ rdatas }: RRset): number {
  // The pointer to its owner stands in the body and in a list.
  const ownOctets = 2 * pointerOctets + fixedRecordOctets;
  return rdatas.reduce((sum, rdata) => sum + wordsFor(ownOctets + rdata.length), 0);
}

/** An image as it was built, unless its free room is too little for patches, or far too much. */
function withFittingSpare(image: Image): Image {
  const wanted = wordsWithSpare(image.word(Header.end));
  const { length } = image.words;
  return length >= wanted && length <= spareFactorMax * wanted ? image : copyImage(image, wanted);
}

const spareFactorMax = 1.5;

export function appendNegative(writer: ImageWriter, zone: Zone): AnswersOfType {
  return appendBoth(writer, zone, zone.apex, gatherNegative(zone), 'below');
}

/** An answer, and where the zone is signed the same one for who wants signatures. */
function appendBoth(
  writer: ImageWriter,
  zone: Zone,
  name: Name,
  sections: Sections,
  placement: Placement,
  knownAt?: number,
): AnswersOfType {
  const append = (wanted: Sections) => writer.appendAnswer(compileAnswer(name, wanted, placement));
  return {
    answerAt: knownAt ?? append(sections),
    signedAt: zone.security === undefined ? 0 : append(addSignatures(zone, sections)),
  };
}

function appendReferral(writer: ImageWriter, zone: Zone, cut: Name, servers: RRset): AnswersOfType {
  const sections = gatherReferral(zone, cut, servers);
  const append = (wanted: Sections) => writer.appendAnswer(compileAnswer(cut, wanted, 'below'));
  const isSigned = zone.security !== undefined;
  return {
    answerAt: append(sections),
    signedAt: isSigned ? append(addDelegationSigners(zone, cut, sections)) : 0,
  };
}

/** Compiles all records of one name; the result maps each type, missing ones too, to where its answers stand. */
export function appendAnswers(
  writer: ImageWriter,
  zone: Zone,
  name: Name,
  node: ZoneNode,
  shared: SharedAnswers,
): Map<number, AnswersOfType> {
  const answers = new Map<number, AnswersOfType>();
  for (const rrset of node) {
    if (rrset.type === RecordType.NS && zone.cuts.has(name)) {
      answers.set(referralType, appendReferral(writer, zone, name, rrset));
      continue;
    }
    const knownAt = isSharable(rrset) ? shared.get(rrset) : undefined;
    const sections = gatherPositive(zone, name, rrset);
    const both = appendBoth(writer, zone, name, sections, placementOf(name, rrset.type), knownAt);
    if (isSharable(rrset)) shared.set(rrset, both.answerAt);
    answers.set(rrset.type, both);
  }
  for (const type of zone.missing.get(name) ?? []) answers.set(type, { answerAt: 0, signedAt: 0 });
  return answers;
}

function isSharable({ type }: RRset): boolean {
  return isAddressType(type);
}

function nodeOf(zone: Zone, name: Name): ZoneNode {
  const node = zone.nodes.get(name);
  invariant(node !== undefined, 'a name that the zone lists has a node');
  return node;
}

/** Gives every node above a wildcard the place of that wildcard: one step instead of a look-up per absent name. */
function linkWildcards(image: Image, zone: Zone): void {
  const zoneAt = findZone(image, zone.apex);
  for (const name of answeredNames(zone)) {
    if (!isWildcard(name)) continue;
    const parent = parentOf(name);
    invariant(parent !== undefined, 'a wildcard has a parent');
    const wildcardSlotAt = findSlotOf(image, zoneAt, name);
    const parentSlotAt = findSlotOf(image, zoneAt, parent);
    if (wildcardSlotAt === 0 || parentSlotAt === 0) continue;
    image.words[image.nodeIn(parentSlotAt) + NodeRecord.wildcardSlotAt] = wildcardSlotAt;
  }
}
