// Which NSEC or NSEC3 records a signed reply needs (RFC 4035 §3.1.3, RFC 5155 §7.2), collected for one reply and then
// appended to its authority section. Allocates nothing, and refuses to know why the name is absent.

import { findLink, proofOf } from '../../answers/find-link.ts';
import type { Image } from '../../answers/image.ts';
import {
  fixedRecordOctets,
  pointerFlags,
  pointerOctets,
  pointerReachOctets,
  readUint16,
  SectionCount,
  writeUint16,
} from '../../wire/message-format.ts';
import type { QueryView } from '../query/query-view.ts';
import type { Reply } from '../query-outcome.ts';
import { type Chain, stepsMax } from './chain.ts';
import { copyFromImage, copyOctets } from './copy-answer.ts';

// V8 folds the constants of a module into its code, and looks imported ones up with every use.
const fixedOctets: number = fixedRecordOctets;
const flags: number = pointerFlags;
const ownerPointerOctets: number = pointerOctets;
const reachOctets: number = pointerReachOctets;
const { authority: authorityCountAt } = SectionCount;

/** At most three for the last name: of the closest encloser, of the name, of the wildcard. One for each wildcard before. */
const proofsMax: number = 3 + stepsMax;

export class Proofs {
  count = 0;
  /** The same record may prove two things, and must not stand there twice. */
  readonly #chains = new Int32Array(proofsMax);
  readonly #links = new Int32Array(proofsMax);
  readonly #at = new Int32Array(proofsMax);
  /** After how many steps of the chain it was needed: the name there ends with that of the zone. */
  readonly #steps = new Int32Array(proofsMax);
  readonly #apexOctets = new Int32Array(proofsMax);
  readonly #chain: Chain;

  constructor(chain: Chain) {
    this.#chain = chain;
  }

  /**
   * The name exists, and its own record tells which types it has. The node's record is taken, which belongs to the node's
   * answers, even where the chain's was collected for the same link: that one may be older or newer by a change that is
   * being made at this moment. An empty non-terminal has none of its own: the record that covers it, and names one below
   * it as the next, proves that it has no types (RFC 4035 §3.1.3.1).
   */
  addOwn(image: Image, nodeAt: number): void {
    const link = image.linkOf(nodeAt);
    const proofAt = image.proofOf(nodeAt);
    if (proofAt === 0) this.#add(image, nodeAt, link, proofOf(image, image.chainOf(nodeAt), link));
    else this.#at[this.#add(image, nodeAt, link, proofAt)] = proofAt;
  }

  /**
   * Neither the name exists nor any between it and its closest encloser. NSEC covers the name itself, NSEC3 the next
   * closer one, which is a label longer than the encloser (RFC 5155 §7.2.1).
   */
  addCovering(image: Image, encloserAt: number): void {
    const view = this.#chain.name;
    const chainAt = image.chainOf(encloserAt);
    const labelEnd = labelsBefore(view, image.apexOctetsOf(image.zoneOf(encloserAt)));
    const isNsec3 = image.isHashed(chainAt);
    const labelStart = isNsec3 ? labelsBefore(view, image.nameOctetsOf(encloserAt)) - 1 : 0;
    const { name, nameOctets, labelStarts } = view;
    const link = findLink(image, chainAt, name, nameOctets, labelStarts, labelStart, labelEnd);
    this.#add(image, encloserAt, link, proofOf(image, chainAt, link));
  }

  /** NSEC3 says nothing of names above the one it hashes: the closest encloser needs a record of its own. */
  addEncloser(image: Image, encloserAt: number): void {
    if (image.isHashed(image.chainOf(encloserAt))) this.addOwn(image, encloserAt);
  }

  /** No wildcard could stand in. */
  addNoWildcard(image: Image, encloserAt: number): void {
    const link = image.wildcardLinkOf(encloserAt);
    this.#add(image, encloserAt, link, proofOf(image, image.chainOf(encloserAt), link));
  }

  /** Unless the link is among them; returns its place. */
  #add(image: Image, nodeAt: number, link: number, proofAt: number): number {
    const chainAt = image.chainOf(nodeAt);
    for (let i = 0; i < this.count; i++) if (this.#links[i] === link && this.#chains[i] === chainAt) return i;
    this.#chains[this.count] = chainAt;
    this.#links[this.count] = link;
    this.#at[this.count] = proofAt;
    this.#steps[this.count] = this.#chain.count;
    this.#apexOctets[this.count] = image.apexOctetsOf(image.zoneOf(nodeAt));
    return this.count++;
  }

  /** How much longer they make a reply that ends at `end`. */
  octetsAt(image: Image, end: number): number {
    let at = end;
    for (let i = 0; i < this.count; i++) at += proofOctets(image, this.#at[i] as number, at);
    return at - end;
  }

  /** Appends them to the authority section, which ends at `end`; returns its new end. */
  write(image: Image, reply: Reply, end: number): number {
    let at = end;
    let recordCount = readUint16(reply.octets, authorityCountAt);
    for (let i = 0; i < this.count; i++) {
      const proofAt = this.#at[i] as number;
      at = writeProof(image, proofAt, this.#apexAt(i), reply, at);
      recordCount += image.recordCountOf(proofAt);
    }
    writeUint16(reply.octets, authorityCountAt, recordCount);
    return at;
  }

  /** Where the name of the proof's zone stands in the reply. */
  #apexAt(index: number): number {
    const step = this.#steps[index] as number;
    const { nameOctets } = this.#chain.nameBefore(step);
    return this.#chain.nameAtBefore(step) + nameOctets - (this.#apexOctets[index] as number);
  }
}

/** How many labels of the question's name stand before its last octets. */
function labelsBefore(view: QueryView, lastOctets: number): number {
  const end = view.nameOctets - lastOctets;
  let count = view.labelCount;
  while (count > 0 && (view.labelStarts[count - 1] as number) >= end) count--;
  return count;
}

function proofOctets(image: Image, proofAt: number, at: number): number {
  const ownerOctets = image.ownerOctetsOf(proofAt) + ownerPointerOctets;
  const count = image.recordCountOf(proofAt);
  const ownersOctets =
    at < reachOctets ? ownerOctets + (count - 1) * ownerPointerOctets : count * ownerOctets;
  return image.recordOctetsOf(proofAt) + ownersOctets;
}

/**
 * The first owner is written as its labels below the apex and a pointer to the apex, which the name that was looked up ends
 * with; those that follow point to the first, unless it stands beyond the reach of pointers.
 */
function writeProof(image: Image, proofAt: number, apexAt: number, reply: Reply, start: number): number {
  const { octets } = image;
  const count = image.recordCountOf(proofAt);
  const ownerAt = image.ownerStartOf(proofAt);
  const ownerEnd = image.recordsStartOf(proofAt);
  let from = ownerEnd;
  let at = start;
  for (let i = 0; i < count; i++) {
    // The apex has no labels of its own to point to: a pointer to a pointer is more than some readers follow.
    if (i > 0 && ownerEnd > ownerAt && start < reachOctets) writeUint16(reply.octets, at, flags | start);
    else {
      copyFromImage(image, ownerAt, ownerEnd, reply, at);
      at += ownerEnd - ownerAt;
      writeUint16(reply.octets, at, flags | apexAt);
    }
    const end = from + recordOctetsAt(octets, from);
    copyFromImage(image, from, end, reply, at + ownerPointerOctets);
    at += ownerPointerOctets + end - from;
    from = end;
  }
  return at;
}

/** How long a proof's records from `first` to `end` are when the name that was looked up owns them. */
export function proofRecordsOctets(image: Image, proofAt: number, first: number, end: number): number {
  const { octets } = image;
  let from = image.recordsStartOf(proofAt);
  let sum = 0;
  for (let i = 0; i < end; i++) {
    const recordOctets = recordOctetsAt(octets, from);
    if (i >= first) sum += ownerPointerOctets + recordOctets;
    from += recordOctets;
  }
  return sum;
}

/** Writes them so, as an answer; returns where it ends. */
export function writeProofRecords(
  image: Image,
  proofAt: number,
  first: number,
  end: number,
  nameAt: number,
  reply: Uint8Array,
  start: number,
): number {
  const { octets } = image;
  let from = image.recordsStartOf(proofAt);
  let at = start;
  for (let i = 0; i < end; i++) {
    const recordOctets = recordOctetsAt(octets, from);
    if (i >= first) {
      writeUint16(reply, at, flags | nameAt);
      copyOctets(octets, from, from + recordOctets, reply, at + ownerPointerOctets);
      at += ownerPointerOctets + recordOctets;
    }
    from += recordOctets;
  }
  return at;
}

/** Without its owner. */
function recordOctetsAt(octets: Uint8Array, from: number): number {
  return fixedOctets + readUint16(octets, from + fixedOctets - 2);
}
