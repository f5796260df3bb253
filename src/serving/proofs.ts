// Which NSEC or NSEC3 records a signed reply needs (RFC 4035 §3.1.3, RFC 5155 §7.2), collected for one reply and then
// appended to its authority section. Allocates nothing, and refuses to know why the name is absent.

import { findLink, isHashed, proofOf } from '../answers/find-link.ts';
import type { Image } from '../answers/image.ts';
import { NodeRecord, ProofRecord, ZoneRecord } from '../answers/image-layout.ts';
import { copy } from './copy-answer.ts';
import type { QueryView } from './query-view.ts';
import { readUint16, writeUint16 } from './uint16.ts';

/** At most three: of the closest encloser, of the name, of the wildcard. */
const proofsMax = 3;
const headerOctets = 12;
const authorityCountAt = 8;
const pointerFlags = 0xc000;
const pointerOctets = 2;
/** RFC 1035 §4.1.4: what a pointer can point to. */
const pointerTargetMax = 0x3fff;
/** Type, class, TTL and length. */
const fixedRecordOctets = 10;

export class Proofs {
  count = 0;
  /** The same record may prove two things, and must not stand there twice. */
  readonly #links = new Int32Array(proofsMax);
  readonly #at = new Int32Array(proofsMax);

  /**
   * The name is there, and its own record tells which types it has: the record that the node has, which goes with the
   * node's answers. What the chain has may be older or newer by a change that is being made at this moment, and takes its
   * place where it is the same link. An empty non-terminal has none: what covers it, and names one below it as the next,
   * proves that it has no types (RFC 4035 §3.1.3.1).
   */
  addOwn(image: Image, nodeAt: number): void {
    const { words } = image;
    const link = words[nodeAt + NodeRecord.link] as number;
    const proofAt = words[nodeAt + NodeRecord.proofAt] as number;
    if (proofAt === 0) this.#add(link, proofOf(image, chainOf(image, nodeAt), link));
    else this.#at[this.#add(link, proofAt)] = proofAt;
  }

  /**
   * The name is not there, nor any between it and its closest encloser. NSEC covers the name itself, NSEC3 the next closer
   * one, which is a label longer than the encloser (RFC 5155 §7.2.1).
   */
  addCovering(image: Image, encloserAt: number, view: QueryView): void {
    const { words } = image;
    const zoneAt = words[encloserAt + NodeRecord.zoneAt] as number;
    const chainAt = words[zoneAt + ZoneRecord.chainAt] as number;
    const encloserOctets = (words[encloserAt + NodeRecord.sizes] as number) >>> 16;
    const labelEnd = labelsBefore(view, words[zoneAt + ZoneRecord.apexOctets] as number);
    const labelStart = isHashed(image, chainAt) ? labelsBefore(view, encloserOctets) - 1 : 0;
    const { name, nameOctets, labelStarts } = view;
    const link = findLink(image, chainAt, name, nameOctets, labelStarts, labelStart, labelEnd);
    this.#add(link, proofOf(image, chainAt, link));
  }

  /** NSEC3 says nothing of names above the one it hashes: that the closest encloser is there needs a record of its own. */
  addEncloser(image: Image, encloserAt: number): void {
    if (isHashed(image, chainOf(image, encloserAt))) this.addOwn(image, encloserAt);
  }

  /** There is no wildcard that could stand in. */
  addNoWildcard(image: Image, encloserAt: number): void {
    const link = image.words[encloserAt + NodeRecord.wildcardLink] as number;
    this.#add(link, proofOf(image, chainOf(image, encloserAt), link));
  }

  /** Unless the link is among them; returns where it is. */
  #add(link: number, proofAt: number): number {
    for (let i = 0; i < this.count; i++) if (this.#links[i] === link) return i;
    this.#links[this.count] = link;
    this.#at[this.count] = proofAt;
    return this.count++;
  }

  /** How much longer they make a reply that ends at `end`. */
  octetsAt(image: Image, end: number): number {
    let at = end;
    for (let i = 0; i < this.count; i++) at += proofOctets(image, this.#at[i] as number, at);
    return at - end;
  }

  /** Appends them to the authority section, which ends at `end`; returns its new end. */
  write(image: Image, apexStart: number, reply: Uint8Array, end: number): number {
    let at = end;
    let recordCount = readUint16(reply, authorityCountAt);
    for (let i = 0; i < this.count; i++) {
      const proofAt = this.#at[i] as number;
      at = writeProof(image, proofAt, apexStart, reply, at);
      recordCount += (image.words[proofAt + ProofRecord.sizes] as number) & 0xffff;
    }
    writeUint16(reply, authorityCountAt, recordCount);
    return at;
  }
}

/** How many labels of the question's name stand before its last octets. */
function labelsBefore(view: QueryView, lastOctets: number): number {
  const end = view.nameOctets - lastOctets;
  let count = view.labelCount;
  while (count > 0 && (view.labelStarts[count - 1] as number) >= end) count--;
  return count;
}

function chainOf({ words }: Image, nodeAt: number): number {
  const zoneAt = words[nodeAt + NodeRecord.zoneAt] as number;
  return words[zoneAt + ZoneRecord.chainAt] as number;
}

function proofOctets({ words }: Image, proofAt: number, at: number): number {
  const sizes = words[proofAt + ProofRecord.sizes] as number;
  const owner = (words[proofAt + ProofRecord.ownerOctets] as number) + pointerOctets;
  const count = sizes & 0xffff;
  return (sizes >>> 16) + (at <= pointerTargetMax ? owner + (count - 1) * pointerOctets : count * owner);
}

/**
 * A proof: labels below the apex and a pointer to the apex, which the question ends with; the owners that follow point to
 * the first, unless it stands too far behind for that.
 */
function writeProof(
  { words, octets }: Image,
  proofAt: number,
  apexStart: number,
  reply: Uint8Array,
  start: number,
): number {
  const count = (words[proofAt + ProofRecord.sizes] as number) & 0xffff;
  const ownerOctets = words[proofAt + ProofRecord.ownerOctets] as number;
  const ownerAt = (proofAt + ProofRecord.words) * 4;
  let from = ownerAt + ownerOctets;
  let at = start;
  for (let i = 0; i < count; i++) {
    // The apex has no labels of its own to point to: a pointer to a pointer is more than some readers follow.
    if (i > 0 && ownerOctets > 0 && start <= pointerTargetMax) writeUint16(reply, at, pointerFlags | start);
    else {
      copy(octets, ownerAt, ownerAt + ownerOctets, reply, at);
      at += ownerOctets;
      writeUint16(reply, at, pointerFlags | (headerOctets + apexStart));
    }
    const end = from + recordOctetsAt(octets, from);
    copy(octets, from, end, reply, at + pointerOctets);
    at += pointerOctets + end - from;
    from = end;
  }
  return at;
}

/** How long a proof's records from `first` to `end` are when the question's name owns them. */
export function answerOctets({ words, octets }: Image, proofAt: number, first: number, end: number): number {
  let from = (proofAt + ProofRecord.words) * 4 + (words[proofAt + ProofRecord.ownerOctets] as number);
  let sum = 0;
  for (let i = 0; i < end; i++) {
    const recordOctets = recordOctetsAt(octets, from);
    if (i >= first) sum += pointerOctets + recordOctets;
    from += recordOctets;
  }
  return sum;
}

/** Writes them so, as an answer; returns where it ends. */
export function writeAsAnswer(
  { words, octets }: Image,
  proofAt: number,
  first: number,
  end: number,
  reply: Uint8Array,
  start: number,
): number {
  let from = (proofAt + ProofRecord.words) * 4 + (words[proofAt + ProofRecord.ownerOctets] as number);
  let at = start;
  for (let i = 0; i < end; i++) {
    const recordOctets = recordOctetsAt(octets, from);
    if (i >= first) {
      writeUint16(reply, at, pointerFlags | headerOctets);
      copy(octets, from, from + recordOctets, reply, at + pointerOctets);
      at += pointerOctets + recordOctets;
    }
    from += recordOctets;
  }
  return at;
}

/** Without its owner. */
function recordOctetsAt(octets: Uint8Array, from: number): number {
  return fixedRecordOctets + readUint16(octets, from + fixedRecordOctets - 2);
}
