// Which answer a question gets, and what proves it (RFC 1034 §4.3.2, RFC 4592 §3.3). Finds places in the image and writes
// nothing; refuses to know clients, counters and how long a reply may be.

import { findNode, findSomeEntry, findTypeEntry } from '../answers/find-node.ts';
import { finishHash, hashPowers } from '../answers/hash-name.ts';
import type { Image } from '../answers/image.ts';
import { RecordType, ResponseCode } from '../wire/protocol.ts';
import { Proofs } from './proofs.ts';
import type { QueryView } from './query-view.ts';

// V8 folds the constants of a module into its code, and looks imported ones up with every use.
const { ANY, NSEC, RRSIG } = RecordType;
const { NOERROR, NXDOMAIN, REFUSED } = ResponseCode;

export type Found =
  /** The name is in none of our zones. */
  | 'nothing'
  /** A compiled answer, positive or negative. */
  | 'answer'
  /** A node's own NSEC. */
  | 'own proof'
  /** The signatures of a node's own NSEC. */
  | 'signatures of own proof'
  /** A type's entry, of whose signed answer the signatures are wanted. */
  | 'signatures';

/** Filled in anew by every `search`. */
export class LookUp {
  found: Found = 'nothing';
  code: number = NOERROR;
  /** A node of the zone that answers. */
  nodeAt = 0;
  /** Where what was found stands: an answer, a proof or a type's entry. */
  at = 0;
  /** The type has no answer because nothing healthy is left of what the name is configured to have. */
  isMissing = false;
  /** The denial records that come with the answer. */
  readonly proofs: Proofs = new Proofs();
  readonly #query: QueryView;

  constructor(query: QueryView) {
    this.#query = query;
  }

  search(image: Image): void {
    const { hash, name, nameOctets } = this.#query;
    this.proofs.count = 0;
    this.isMissing = false;
    const nodeAt = findNode(image, hash, name, 0, nameOctets);
    if (nodeAt !== 0) {
      this.#searchNode(image, nodeAt, 0);
      return;
    }
    const encloserAt = findClosestEncloser(image, this.#query);
    if (encloserAt === 0) this.#settle('nothing', REFUSED, 0, 0);
    else this.#searchBelow(image, encloserAt);
  }

  #settle(found: Found, code: number, nodeAt: number, at: number): void {
    this.found = found;
    this.code = code;
    this.nodeAt = nodeAt;
    this.at = at;
  }

  /** The node of the name, or the wildcard that stands in for it below `encloserAt`. */
  #searchNode(image: Image, nodeAt: number, encloserAt: number): void {
    const { type, wantsDnssec } = this.#query;
    const isSigned = image.chainOf(nodeAt) !== 0;
    const wantsSigned = wantsDnssec && isSigned;
    const entryAt = type === ANY ? findSomeEntry(image, nodeAt) : findTypeEntry(image, nodeAt, type);
    let answerAt = 0;
    if (entryAt !== 0) answerAt = wantsSigned ? image.signedAnswerOf(entryAt) : image.answerOf(entryAt);
    if (answerAt !== 0) {
      this.#settle('answer', NOERROR, nodeAt, answerAt);
      return;
    }
    // Records that nobody configured and every name has; a wildcard has them too, and passes them on (RFC 4592 §4.7, §4.8).
    if (isSigned && this.#searchSigning(image, nodeAt)) return;
    if (wantsSigned) {
      if (encloserAt !== 0) this.proofs.addEncloser(image, encloserAt);
      this.proofs.addOwn(image, nodeAt);
    }
    this.isMissing = entryAt !== 0;
    this.#settleNegative(image, nodeAt, wantsSigned, NOERROR);
  }

  /** True when the question is for an NSEC or RRSIG, and there is one. */
  #searchSigning(image: Image, nodeAt: number): boolean {
    const { type } = this.#query;
    if (type !== NSEC && type !== RRSIG) return false;
    const entryAt = type === RRSIG ? findSomeEntry(image, nodeAt) : 0;
    if (entryAt !== 0) {
      this.#settle('signatures', NOERROR, nodeAt, entryAt);
      return true;
    }
    // An empty non-terminal has no NSEC; an NSEC3 is owned by a hash, which nobody asks for. A configured name whose targets
    // are all down has an NSEC all the same, and so its signatures.
    const proofAt = image.proofOf(nodeAt);
    if (proofAt === 0 || image.isHashed(image.chainOf(nodeAt))) return false;
    const found = type === NSEC ? 'own proof' : 'signatures of own proof';
    this.#settle(found, NOERROR, nodeAt, proofAt);
    return true;
  }

  /** RFC 4592 §3.3: the wildcard below the closest encloser stands in for the name. */
  #searchBelow(image: Image, encloserAt: number): void {
    const wildcardSlotAt = image.wildcardSlotOf(encloserAt);
    const wantsSigned = this.#query.wantsDnssec && image.chainOf(encloserAt) !== 0;
    if (wantsSigned) this.proofs.addCovering(image, encloserAt, this.#query);
    if (wildcardSlotAt !== 0) {
      this.#searchNode(image, image.nodeIn(wildcardSlotAt), encloserAt);
      return;
    }
    if (wantsSigned) {
      this.proofs.addEncloser(image, encloserAt);
      this.proofs.addNoWildcard(image, encloserAt);
    }
    this.#settleNegative(image, encloserAt, wantsSigned, NXDOMAIN);
  }

  #settleNegative(image: Image, nodeAt: number, wantsSigned: boolean, code: number): void {
    const zoneAt = image.zoneOf(nodeAt);
    const answerAt = wantsSigned ? image.signedNegativeOf(zoneAt) : image.negativeOf(zoneAt);
    this.#settle('answer', code, nodeAt, answerAt);
  }
}

/** The node of the longest existing suffix of the name (RFC 4592 §3.3.1), or 0 when the name is in none of our zones. */
function findClosestEncloser(image: Image, query: QueryView): number {
  const { name, nameOctets, labelCount, labelStarts, prefixHashes, polynomial } = query;
  let label = labelCount - image.labelsMax;
  if (label < 1) label = 1;
  for (; label < labelCount; label++) {
    const start = labelStarts[label] as number;
    // Take the part before the suffix out of the polynomial of the whole name.
    const before = Math.imul(prefixHashes[label] as number, hashPowers[nameOctets - start] as number);
    const hash = finishHash((polynomial - before) | 0);
    const nodeAt = findNode(image, hash, name, start, nameOctets);
    if (nodeAt !== 0) return nodeAt;
  }
  return 0;
}
