// Where things stand in an image: the bytes that the data plane answers from. All numbers are native 32-bit words
// of a machine that writes and reads its own memory; "at" is a word index unless it says octets.
//
//   header   | index slots: hash, node at | ... zones, nodes, answers, proofs, chains, in any order | free |
//
//   zone     | apex octets | negative answer at | the same with signatures at | chain at, or 0 when it is not signed |
//
//   node     | zone at | slot of the wildcard child, or 0 | name octets << 16 | type count |
//            | flags: apex, delegated, CNAME, DNAME | its proof at, or 0 | its link | link of the wildcard below it |
//            | type, answer at or 0, the same with signatures at or 0 | ... for each type that is there or missing ...
//            | name, lower-cased, padded to words |
//
//   answer   | body octets << 16 | octets of answer and authority sections |
//            | answer count << 16 | authority count |
//            | additional count << 16 | cut count |
//            | rotating records << 16 | octets of one of them |
//            | shift count << 16 | question name octets it was compiled for |
//            | anchor count << 16 | octets of all that must not be left out |
//            | cuts: octets << 16 | additional count ... | shifts: two to a word ... | anchors: two to a word ... | body |
//
//   proof    | octets of the records << 16 | record count | octets of the owner's labels below the apex |
//            | these labels, then for an NSEC or NSEC3 and each of its signatures what follows the owner |
//
//   chain    | words of all of it, with room | link count << 1 | 1 for NSEC3 |
//            | the proof of each link at, in the order of the chain ... |
//            | NSEC:  for each link and one more where its key starts, in octets from the first one's ... | keys |
//            | NSEC3: for each link the hash's first word ... | ... for each its other four |
//
// A type without an answer is missing: the name would have such records if more were healthy, and a reply that has none
// says so. What nobody configured has no entry.
//
// A link is a place in the chain of a zone's NSEC or NSEC3 records. Links never change; their proofs do. The proof of
// a name stands in the node too, so that a name's answers and the proof of what it lacks change with one store. An empty
// non-terminal of a zone with NSEC has none of its own: its link is the one that covers it, and its proof is in the chain.
//
// The body is what follows the question in a reply. Owner names are compression pointers to the question, so the
// same body serves every spelling of the name. An anchor is the octet position of a pointer to the question's whole name,
// a shift that of any other pointer: to a part of that name or into the body. Shifts grow when the question's name is
// longer than the one the answer was compiled for (answers that float: negative ones, referrals, those of DNAMEs and
// wildcards). Behind a CNAME its target takes the question's place, and with it all pointers move. So in a CNAME, as in a
// DNAME, the target is written out, at `targetStart` of the body. A cut is a place in the additional section where a reply
// may end when there is no more room.
//
// A delegated name answers to DS only; what all else gets, a referral, is listed under a type that nobody can ask for. Where
// a zone of ours begins below another one of ours, the index has both nodes of that name: the inner zone's under the hash of
// the name, the outer one's, which is asked for DS, under that hash with `parentSalt`.
//
// Nothing in an image is changed after it was written but words that say "answer at", "negative answer at", a chain's
// "proof at" and a slot's "node at", one store each: a reader on another thread sees the old answer or the new one, each
// whole. A name that comes or goes takes a new image, in which the links are others. In a signed zone a changed name gets a new node, so that "there is no such record" never comes with the proof
// of a moment before.

import { fixedRecordOctets, pointerOctets } from '../wire/message-format.ts';

export const Header = {
  /** Slots - 1; the number of slots is a power of two and at least twice the number of names. */
  indexMask: 0,
  /** Labels of the deepest name: a longer question is looked up from there on. */
  labelsMax: 1,
  /** First free word. */
  end: 2,
  /** Always 0: see `goneNodeAt`. */
  nothing: 3,
  /** Slots that are taken, by names that are gone too. */
  slotsTaken: 4,
  words: 6,
} as const;

/** The index stands behind the header, in every version of an image: slots do not move. */
export const indexAt: number = Header.words;

/**
 * What the slot of a name that is gone points to: a node whose name has no octets, which none that is searched for is equal to. A
 * search goes on behind it, as it must, and costs nothing more. What says how long its name is stands at `Header.nothing`.
 */
export const goneNodeAt = 1;

export const Slot = { hash: 0, nodeAt: 1, words: 2 } as const;

export const ZoneRecord = {
  apexOctets: 0,
  negativeAt: 1,
  signedNegativeAt: 2,
  chainAt: 3,
  words: 4,
} as const;

export const NodeRecord = {
  zoneAt: 0,
  wildcardSlotAt: 1,
  sizes: 2,
  flags: 3,
  proofAt: 4,
  link: 5,
  /** Of `*` below the name: its own where it exists, else the one that covers it. */
  wildcardLink: 6,
  typesAt: 7,
} as const;

/** What a look-up must know of a node that lacks the type that was asked for, or is above the name. */
export const NodeFlag = {
  apex: 1,
  delegated: 2,
  hasCname: 4,
  /** Names below it are redirected. */
  hasDname: 8,
} as const;

/** The type under which a delegated name lists its referral: no query has room for it. */
export const referralType = 0x1_0000;

/** Tells the two nodes of a name apart at which a zone of ours meets another one. */
export const parentSalt = 0x5bd1_e995;

export const TypeEntry = { type: 0, answerAt: 1, signedAt: 2, words: 3 } as const;

export const ProofRecord = { sizes: 0, ownerOctets: 1, words: 2 } as const;

export const ChainRecord = { words: 0, countAndKind: 1, proofsAt: 2 } as const;

/** SHA-1, in words. */
export const hashWords = 5;

export const AnswerRecord = {
  octets: 0,
  counts: 1,
  additional: 2,
  rotation: 3,
  shifts: 4,
  anchors: 5,
  words: 6,
} as const;

/** Where the target of a CNAME or DNAME stands in the body: behind a pointer and the fixed part. */
export const targetStart: number = pointerOctets + fixedRecordOctets;

/** Two numbers of up to 16 bits in one word. */
export function packHalves(high: number, low: number): number {
  return (high << 16) | low;
}

export function wordsFor(octets: number): number {
  return (octets + 3) >>> 2;
}
