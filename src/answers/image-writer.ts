// Appends records to an image under construction, or to the free end of one that is being served.
// What it appends is invisible until somebody stores a pointer to it.

import { writeByteString } from '../base/byte-string.ts';
import type { Name } from '../wire/name.ts';
import type { CompiledAnswer } from './compile-answer.ts';
import type { CompiledProof } from './compile-proof.ts';
import { copyImage, type Image } from './image.ts';
import {
  AnswerRecord,
  ChainRecord,
  Header,
  NodeRecord,
  ProofRecord,
  packHalves,
  TypeEntry,
  wordsFor,
  ZoneRecord,
} from './image-layout.ts';

/** Where a type's answers stand; 0: there is none, or none with signatures. */
export interface AnswersOfType {
  readonly answerAt: number;
  readonly signedAt: number;
}

/** What a node says beside its answers. */
export interface NodeFrame {
  readonly zoneAt: number;
  readonly wildcardSlotAt: number;
  /** Of `NodeFlag`. */
  readonly flags: number;
  readonly proofAt: number;
  readonly link: number;
  readonly wildcardLink: number;
}

/** Free room in a chain: so many links may come before all of it must move. */
const chainSpareShare = 1 / 32;
const chainSpareMin = 16;

/** Thrown inside `src/answers` only: the image has no room, it must be built anew. */
export class ImageFull extends Error {}

export class ImageWriter {
  #image: Image;
  readonly #mayGrow: boolean;

  /** With `mayGrow` the image is private to the writer and moves when it is full; without, `ImageFull` is thrown. */
  constructor(image: Image, mayGrow: boolean) {
    this.#image = image;
    this.#mayGrow = mayGrow;
  }

  get image(): Image {
    return this.#image;
  }

  appendZone(apexOctets: number, negative: AnswersOfType, chainAt: number): number {
    const at = this.#reserve(ZoneRecord.words);
    const { words } = this.#image;
    words[at + ZoneRecord.apexOctets] = apexOctets;
    words[at + ZoneRecord.negativeAt] = negative.answerAt;
    words[at + ZoneRecord.signedNegativeAt] = negative.signedAt;
    words[at + ZoneRecord.chainAt] = chainAt;
    return at;
  }

  /** Proofs and keys are for the caller to fill in; `keyWords` is the room for keys. */
  appendChain(linkCount: number, isHashed: boolean, keyWords: number): number {
    const used = ChainRecord.proofsAt + linkCount + keyWords;
    const wordCount = used + chainSpareMin + Math.floor(used * chainSpareShare);
    const at = this.#reserve(wordCount);
    const { words } = this.#image;
    words[at + ChainRecord.words] = wordCount;
    words[at + ChainRecord.countAndKind] = (linkCount << 1) | (isHashed ? 1 : 0);
    return at;
  }

  appendProof({ owner, records, recordCount }: CompiledProof): number {
    const at = this.#reserve(ProofRecord.words + wordsFor(owner.length + records.length));
    const { words, octets } = this.#image;
    words[at + ProofRecord.sizes] = packHalves(records.length, recordCount);
    words[at + ProofRecord.ownerOctets] = owner.length;
    octets.set(records, writeByteString(owner, octets, (at + ProofRecord.words) * 4));
    return at;
  }

  appendNode(name: Name, frame: NodeFrame, answers: ReadonlyMap<number, AnswersOfType>): number {
    const at = this.#reserve(NodeRecord.typesAt + answers.size * TypeEntry.words + wordsFor(name.length));
    const { words, octets } = this.#image;
    words[at + NodeRecord.zoneAt] = frame.zoneAt;
    words[at + NodeRecord.wildcardSlotAt] = frame.wildcardSlotAt;
    words[at + NodeRecord.sizes] = packHalves(name.length, answers.size);
    words[at + NodeRecord.flags] = frame.flags;
    words[at + NodeRecord.proofAt] = frame.proofAt;
    words[at + NodeRecord.link] = frame.link;
    words[at + NodeRecord.wildcardLink] = frame.wildcardLink;
    let entryAt = at + NodeRecord.typesAt;
    for (const [type, { answerAt, signedAt }] of answers) {
      words[entryAt + TypeEntry.type] = type;
      words[entryAt + TypeEntry.answerAt] = answerAt;
      words[entryAt + TypeEntry.signedAt] = signedAt;
      entryAt += TypeEntry.words;
    }
    writeByteString(name, octets, entryAt * 4);
    return at;
  }

  appendAnswer(answer: CompiledAnswer): number {
    const pointerWords = wordsFor(answer.shifts.length * 2) + wordsFor(answer.anchors.length * 2);
    const bodyWords = wordsFor(answer.body.length);
    const at = this.#reserve(AnswerRecord.words + answer.cuts.length + pointerWords + bodyWords);
    const { words, octets } = this.#image;
    words[at + AnswerRecord.octets] = packHalves(answer.body.length, answer.requiredOctets);
    words[at + AnswerRecord.counts] = packHalves(answer.answerCount, answer.authorityCount);
    words[at + AnswerRecord.additional] = packHalves(answer.additionalCount, answer.cuts.length);
    words[at + AnswerRecord.rotation] = packHalves(answer.rotation.count, answer.rotation.octets);
    words[at + AnswerRecord.shifts] = packHalves(answer.shifts.length, answer.questionNameOctets);
    words[at + AnswerRecord.anchors] = packHalves(answer.anchors.length, answer.neededOctets);
    let writeAt = at + AnswerRecord.words;
    for (const cut of answer.cuts) words[writeAt++] = packHalves(cut.octets, cut.additionalCount);
    for (const positions of [answer.shifts, answer.anchors]) {
      for (let i = 0; i < positions.length; i += 2)
        words[writeAt++] = packHalves(positions[i] ?? 0, positions[i + 1] ?? 0);
    }
    octets.set(answer.body, writeAt * 4);
    return at;
  }

  #reserve(wordCount: number): number {
    const at = this.#image.end;
    const end = at + wordCount;
    if (end > this.#image.words.length) {
      if (!this.#mayGrow) throw new ImageFull();
      this.#image = copyImage(this.#image, Math.max(end, 2 * this.#image.words.length));
    }
    this.#image.words[Header.end] = end;
    return at;
  }
}
