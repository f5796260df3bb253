// The records that lead from the question to the name that is answered: CNAMEs, and DNAMEs with a CNAME made of each (RFC
// 6672 §3). Collected for one reply, with the place that each will have in it. Allocates nothing.
//
//   question │ step: CNAME (signatures) │ step: DNAME (signatures), CNAME made of it │ ... │ what the last name is answered
//   name 0   │            its target is name 1                       its target is name 2 …

import { chainOctetsMax } from '../../answers/compile-answer.ts';
import type { Image } from '../../answers/image.ts';
import { targetStart as targetStartInBody } from '../../answers/image-layout.ts';
import { headerOctets } from '../../wire/message-format.ts';
import { nameOctetsMax } from '../../wire/name.ts';
import { createQueryView, type QueryView } from '../query/query-view.ts';
import { areSameNames, readTarget } from './read-target.ts';

/** More is left to the resolver, which goes on with the last target: others stop between 8 and 20. */
export const stepsMax = 8;

// V8 folds the constants of a module into its code, and looks imported ones up with every use.
const questionAt: number = headerOctets;
const targetStart: number = targetStartInBody;
const longestName: number = nameOctetsMax;
const octetsMax: number = chainOctetsMax;

/** What becomes of a chain with one more step. */
export type Step =
  /** It leads to another name. */
  | 'leads on'
  /** In a circle, or too far. */
  | 'ends'
  /** The name that a DNAME makes would be too long (RFC 6672 §2.2). */
  | 'too long';

export class Chain {
  /** Steps taken. */
  count = 0;
  /** Where in the reply the last one ends. */
  end = 0;
  /** Names[0] is the question's, and each step leads to the next one. They are of one shape, as V8 likes it. */
  readonly #names: readonly QueryView[];
  readonly #nameAt = new Int32Array(stepsMax + 1);
  readonly #answerAt = new Int32Array(stepsMax);
  readonly #isRedirection = new Uint8Array(stepsMax);

  constructor(query: QueryView) {
    this.#names = [query, ...Array.from({ length: stepsMax }, createQueryView)];
    this.#nameAt[0] = questionAt;
  }

  /** The name that the last step leads to. */
  get name(): QueryView {
    return this.nameBefore(this.count);
  }

  /** Where it stands in the reply. */
  get nameAt(): number {
    return this.nameAtBefore(this.count);
  }

  /** The name whose records the step is. */
  nameBefore(step: number): QueryView {
    return this.#names[step] as QueryView;
  }

  nameAtBefore(step: number): number {
    return this.#nameAt[step] as number;
  }

  answerOf(step: number): number {
    return this.#answerAt[step] as number;
  }

  isRedirection(step: number): boolean {
    return this.#isRedirection[step] === 1;
  }

  /** Whether the step's DNAME stands in the reply already: only the CNAME is made again. */
  isRepeated(step: number): boolean {
    const answerAt = this.answerOf(step);
    for (let earlier = 0; earlier < step; earlier++) if (this.answerOf(earlier) === answerAt) return true;
    return false;
  }

  /** The name has the CNAME in `answerAt`. */
  addAlias(image: Image, answerAt: number): Step {
    const bodyAt = image.bodyStartOf(answerAt);
    const targetAt = this.#begin() + targetStart;
    this.#answerAt[this.count] = answerAt;
    this.#isRedirection[this.count] = 0;
    this.end += image.bodyOctetsOf(answerAt);
    return this.#leadTo(image, 0, bodyAt + targetStart, targetAt);
  }

  /** The name is below one that has the DNAME in `answerAt` and is `ownerOctets` long. */
  addRedirection(image: Image, answerAt: number, ownerOctets: number): Step {
    const { name } = this;
    const bodyAt = image.bodyStartOf(answerAt);
    this.#begin();
    this.#answerAt[this.count] = answerAt;
    this.#isRedirection[this.count] = 1;
    if (!this.isRepeated(this.count)) this.end += image.bodyOctetsOf(answerAt);
    const prefixOctets = name.nameOctets - ownerOctets;
    const targetOctets = redirectedOctets(image, answerAt, prefixOctets);
    if (targetOctets > longestName) {
      this.count++;
      return 'too long';
    }
    const targetAt = this.end + targetStart;
    this.end = targetAt + targetOctets;
    return this.#leadTo(image, prefixOctets, bodyAt + targetStart, targetAt);
  }

  /** Where the next step starts in the reply. */
  #begin(): number {
    if (this.count === 0) this.end = this.nameBefore(0).questionEnd;
    return this.end;
  }

  /** To a name of the last one's first octets and what stands in the image. */
  #leadTo(image: Image, prefixOctets: number, restAt: number, targetAt: number): Step {
    const next = this.#names[this.count + 1] as QueryView;
    readTarget(this.name, prefixOctets, image.octets, restAt, next);
    this.count++;
    this.#nameAt[this.count] = targetAt;
    for (let step = 0; step < this.count; step++)
      if (areSameNames(this.nameBefore(step), next)) return 'ends';
    const isTooFar = this.count === stepsMax || this.end - this.nameBefore(0).questionEnd > octetsMax;
    return isTooFar ? 'ends' : 'leads on';
  }
}

/** How long a name becomes whose first octets are kept and whose others a DNAME replaces. */
function redirectedOctets(image: Image, answerAt: number, prefixOctets: number): number {
  const targetAt = image.bodyStartOf(answerAt) + targetStart;
  let at = targetAt;
  while (image.octets[at] !== 0) at += 1 + (image.octets[at] as number);
  return prefixOctets + at + 1 - targetAt;
}
