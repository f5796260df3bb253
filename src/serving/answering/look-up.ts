// Which answer a question gets, and what proves it (RFC 1034 §4.3.2, RFC 4592 §3.3, RFC 6672 §3.2). Finds places in the image
// and writes nothing; refuses to know clients, counters and how long a reply may be.

import { findNode, findSomeEntry, findTypeEntry } from '../../answers/find-node.ts';
import { finishHash, hashPowers } from '../../answers/hash-name.ts';
import type { Image } from '../../answers/image.ts';
import { NodeFlag, parentSalt, referralType } from '../../answers/image-layout.ts';
import { RecordType, ResponseCode } from '../../wire/protocol.ts';
import type { QueryView } from '../query/query-view.ts';
import { Chain, type Step } from './chain.ts';
import { Proofs } from './proofs.ts';

// V8 folds the constants of a module into its code, and looks imported ones up with every use.
const { ANY, CNAME, DNAME, DS, NSEC, RRSIG } = RecordType;
const { NOERROR, NXDOMAIN, REFUSED, YXDOMAIN } = ResponseCode;
const { apex, delegated, hasCname, hasDname } = NodeFlag;
const salt: number = parentSalt;
const referral: number = referralType;

export type Found =
  /** The name is in none of our zones. */
  | 'nothing'
  /** A compiled answer, positive or negative. */
  | 'answer'
  /** A compiled referral: the name is in a zone that begins below one of ours. */
  | 'referral'
  /** A node's own NSEC. */
  | 'own proof'
  /** The signatures of a node's own NSEC. */
  | 'signatures of own proof'
  /** A type's entry, of whose signed answer the signatures are wanted. */
  | 'signatures'
  /** A CNAME, which leads on; never the outcome of a search. */
  | 'alias'
  /** A DNAME above the name; never the outcome of a search. */
  | 'redirection'
  /** Nothing beyond the chain. */
  | 'end of chain';

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
  /** What leads from the question to the name that was found. */
  readonly chain: Chain;
  /** The denial records that come with the answer. */
  readonly proofs: Proofs;
  readonly #query: QueryView;

  constructor(query: QueryView) {
    this.#query = query;
    this.chain = new Chain(query);
    this.proofs = new Proofs(this.chain);
  }

  search(image: Image): void {
    this.chain.count = 0;
    this.proofs.count = 0;
    this.isMissing = false;
    this.#searchName(image, this.#query);
    while (this.found === 'alias' || this.found === 'redirection') this.#follow(image);
  }

  /** Whether a zone of ours begins at the name. */
  isApex(image: Image): boolean {
    const { hash, name, nameOctets } = this.#query;
    const nodeAt = findNode(image, hash, name, 0, nameOctets);
    return nodeAt !== 0 && (image.flagsOf(nodeAt) & apex) !== 0;
  }

  #settle(found: Found, code: number, nodeAt: number, at: number): void {
    this.found = found;
    this.code = code;
    this.nodeAt = nodeAt;
    this.at = at;
  }

  #searchName(image: Image, sought: QueryView): void {
    const { hash, name, nameOctets } = sought;
    const nodeAt = findNode(image, hash, name, 0, nameOctets);
    if (nodeAt !== 0) {
      this.#searchNode(image, sought, nodeAt, 0);
      return;
    }
    const encloserAt = findClosestEncloser(image, sought);
    if (encloserAt === 0) this.#settle('nothing', REFUSED, 0, 0);
    else this.#searchBelow(image, sought, encloserAt);
  }

  /** RFC 6604 §3: the code of the whole is that of the last name. */
  #follow(image: Image): void {
    const { chain, nodeAt, at } = this;
    const step: Step =
      this.found === 'alias'
        ? chain.addAlias(image, at)
        : chain.addRedirection(image, at, image.nameOctetsOf(nodeAt));
    // A CNAME made of a DNAME is the CNAME that was asked for. BIND, Knot and NSD end there too.
    const isAnswered = this.#query.type === CNAME;
    if (step === 'leads on' && !isAnswered) this.#searchName(image, chain.name);
    else this.#settle('end of chain', step === 'too long' ? YXDOMAIN : NOERROR, nodeAt, 0);
    // It leads out of our zones.
    if (this.found === 'nothing') this.#settle('end of chain', NOERROR, nodeAt, 0);
  }

  /** The node of the name, or the wildcard that stands in for it below `encloserAt`. */
  #searchNode(image: Image, sought: QueryView, nodeAt: number, encloserAt: number): void {
    const { type, wantsDnssec } = this.#query;
    const wantsSigned = wantsDnssec && image.chainOf(nodeAt) !== 0;
    const entryAt = type === ANY ? findAny(image, nodeAt) : findTypeEntry(image, nodeAt, type);
    let answerAt = 0;
    if (entryAt !== 0) answerAt = wantsSigned ? image.signedAnswerOf(entryAt) : image.answerOf(entryAt);
    if (answerAt !== 0) this.#settle('answer', NOERROR, nodeAt, answerAt);
    else if (!this.#leaveNode(image, sought, nodeAt, wantsSigned)) {
      if (wantsSigned) {
        if (encloserAt !== 0) this.proofs.addEncloser(image, encloserAt);
        this.proofs.addOwn(image, nodeAt);
      }
      this.isMissing = entryAt !== 0;
      this.#settleNegative(image, nodeAt, wantsSigned, NOERROR);
    }
  }

  /** True when what no entry of the node answers is found, or is to be looked for elsewhere. */
  #leaveNode(image: Image, sought: QueryView, nodeAt: number, wantsSigned: boolean): boolean {
    const flags = image.flagsOf(nodeAt);
    const { type } = this.#query;
    if (type === DS && (flags & apex) !== 0) return this.#searchParent(image, sought);
    if (type !== DS && (flags & delegated) !== 0) {
      this.#settleReferral(image, nodeAt, wantsSigned);
      return true;
    }
    // Records that nobody configured and every name has, beside a CNAME too (RFC 4035 §2.5); a wildcard passes them on (RFC
    // 4592 §4.7, §4.8).
    if ((type === NSEC || type === RRSIG) && this.#searchSigning(image, nodeAt)) return true;
    if ((flags & hasCname) === 0) return false;
    const entryAt = findTypeEntry(image, nodeAt, CNAME);
    this.#settle(
      'alias',
      NOERROR,
      nodeAt,
      wantsSigned ? image.signedAnswerOf(entryAt) : image.answerOf(entryAt),
    );
    return true;
  }

  /** RFC 4035 §3.1.4.1: DS records are the parent's, where that is ours too. */
  #searchParent(image: Image, sought: QueryView): boolean {
    const { hash, name, nameOctets } = sought;
    const nodeAt = findNode(image, hash ^ salt, name, 0, nameOctets);
    if (nodeAt !== 0) this.#searchNode(image, sought, nodeAt, 0);
    return nodeAt !== 0;
  }

  /** For a question for NSEC or RRSIG; true when there is one. */
  #searchSigning(image: Image, nodeAt: number): boolean {
    const { type } = this.#query;
    if (image.chainOf(nodeAt) === 0) return false;
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

  /** The name is absent: a zone or a redirection begins above it, or the wildcard there stands in for it (RFC 4592 §3.3). */
  #searchBelow(image: Image, sought: QueryView, encloserAt: number): void {
    const wantsSigned = this.#query.wantsDnssec && image.chainOf(encloserAt) !== 0;
    const flags = image.flagsOf(encloserAt);
    if ((flags & delegated) !== 0) this.#settleReferral(image, encloserAt, wantsSigned);
    else if ((flags & hasDname) !== 0) this.#settleRedirection(image, encloserAt, wantsSigned);
    else {
      const wildcardSlotAt = image.wildcardSlotOf(encloserAt);
      if (wantsSigned) this.proofs.addCovering(image, encloserAt);
      if (wildcardSlotAt !== 0) {
        this.#searchNode(image, sought, image.nodeIn(wildcardSlotAt), encloserAt);
        return;
      }
      if (wantsSigned) {
        this.proofs.addEncloser(image, encloserAt);
        this.proofs.addNoWildcard(image, encloserAt);
      }
      this.#settleNegative(image, encloserAt, wantsSigned, NXDOMAIN);
    }
  }

  #settleNegative(image: Image, nodeAt: number, wantsSigned: boolean, code: number): void {
    const zoneAt = image.zoneOf(nodeAt);
    const answerAt = wantsSigned ? image.signedNegativeOf(zoneAt) : image.negativeOf(zoneAt);
    this.#settle('answer', code, nodeAt, answerAt);
  }

  #settleRedirection(image: Image, nodeAt: number, wantsSigned: boolean): void {
    const entryAt = findTypeEntry(image, nodeAt, DNAME);
    const answerAt = wantsSigned ? image.signedAnswerOf(entryAt) : image.answerOf(entryAt);
    this.#settle('redirection', NOERROR, nodeAt, answerAt);
  }

  /** With the DS records of the other zone among it, or the proof that it has none (RFC 4035 §3.1.4). */
  #settleReferral(image: Image, nodeAt: number, wantsSigned: boolean): void {
    const entryAt = findTypeEntry(image, nodeAt, referral);
    if (wantsSigned && findTypeEntry(image, nodeAt, DS) === 0) this.proofs.addOwn(image, nodeAt);
    const answerAt = wantsSigned ? image.signedAnswerOf(entryAt) : image.answerOf(entryAt);
    this.#settle('referral', NOERROR, nodeAt, answerAt);
  }
}

/** What a query for ANY gets: some records of the name, unless these are another zone's. */
function findAny(image: Image, nodeAt: number): number {
  return (image.flagsOf(nodeAt) & delegated) === 0 ? findSomeEntry(image, nodeAt) : 0;
}

/** The node of the longest existing suffix of the name (RFC 4592 §3.3.1), or 0 when the name is in none of our zones. */
function findClosestEncloser(image: Image, sought: QueryView): number {
  const { name, nameOctets, labelCount, labelStarts, prefixHashes, polynomial } = sought;
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
