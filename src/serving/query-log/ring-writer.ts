// The end of a ring where records are written: never waits, and what does not fit is not written. Allocates nothing.

import { type Ring, RingWord, recordAlignment, ringOctets, skipMark } from './ring-memory.ts';

// V8 folds the constants of a module into its code, and looks imported ones up with every use.
const ringEnd: number = ringOctets;
const alignment: number = recordAlignment;
const skip: number = skipMark;
const { written: writtenWord, read: readWord } = RingWord;

export class RingWriter {
  readonly #words: Int32Array;
  readonly #writtenAt: number;
  readonly #readAt: number;
  readonly octets: Uint8Array;
  readonly view: DataView;
  /** Nobody else changes it. */
  #written: number;
  /** As it was when it was last looked at: the other thread's cache line is left alone while there is room. */
  #read: number;
  #next = 0;

  constructor({ words, at, octets, view }: Ring) {
    this.#words = words;
    this.#writtenAt = at + writtenWord;
    this.#readAt = at + readWord;
    this.octets = octets;
    this.view = view;
    this.#written = Atomics.load(words, this.#writtenAt) >>> 0;
    this.#read = Atomics.load(words, this.#readAt) >>> 0;
  }

  /** Where a record of so many octets may be written, its length in the first four; -1 when there is no room. */
  begin(octets: number): number {
    const length = (octets + alignment - 1) & -alignment;
    const at = this.#written % ringEnd;
    const skipped = at + length > ringEnd ? ringEnd - at : 0;
    if (!this.#hasRoom(skipped + length)) return -1;
    if (skipped > 0) this.view.setUint32(at, skip, true);
    this.#next = (this.#written + skipped + length) >>> 0;
    const start = skipped > 0 ? 0 : at;
    this.view.setUint32(start, length, true);
    return start;
  }

  /** The record that was begun is whole. */
  end(): void {
    this.#written = this.#next;
    // Whoever sees it sees the octets before it.
    Atomics.store(this.#words, this.#writtenAt, this.#written | 0);
  }

  #hasRoom(octets: number): boolean {
    if (ringEnd - ((this.#written - this.#read) >>> 0) >= octets) return true;
    this.#read = Atomics.load(this.#words, this.#readAt) >>> 0;
    return ringEnd - ((this.#written - this.#read) >>> 0) >= octets;
  }
}
