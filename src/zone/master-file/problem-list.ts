// What is wrong or odd, in the order of the file; the first so many, and how many more.

import type { MasterRemark } from './master-file.ts';
import type { Mark } from './source-text.ts';

/** Nobody reads more at once, and each is printed, logged and sent to whoever asked. */
const keptMax = 100;
/** More mean that it is no master file at all: the rest of it is not worth the time. */
const countMax = 10_000;

export class ProblemList {
  readonly #kept: MasterRemark[] = [];
  #firstMore: MasterRemark['place'] | undefined;
  #more = 0;

  get count(): number {
    return this.#kept.length + this.#more;
  }

  get isHopeless(): boolean {
    return this.count >= countMax;
  }

  /** At the entry, or at an octet in it. */
  add(mark: Mark, message: string, at?: number): void {
    if (this.#kept.length < keptMax) this.#kept.push({ place: mark.source.placeOf(mark, at), message });
    else if (this.#more++ === 0) this.#firstMore = mark.source.placeOf(mark, at);
  }

  get all(): readonly MasterRemark[] {
    if (this.#firstMore === undefined) return this.#kept;
    const count = this.isHopeless ? `more than ${this.#more - 1}` : `${this.#more} more`;
    const others = this.#more === 1 ? 'is one more' : `is the first of ${count}`;
    return [...this.#kept, { place: this.#firstMore, message: `${others}; mend those above first` }];
  }
}
