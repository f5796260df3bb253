// The writing end of a ring: never waits; what does not fit is not written. Allocates nothing.

import { type Ring, RingWord, recordAlignment, ringOctets, skipMark } from './ring-memory.ts';

// V8 folds a module's own constants into its code, but looks imported ones up at every use.
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
  /** As last seen: while there is room, the reader's cache line is left alone. */
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

  /** Where to write a record of so many octets, whose first four already hold its length; -1 if there is no room. */
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

  /** Publishes the record that was begun. */
  end(): void {
    this.#written = this.#next;
    // A reader that sees this sees the record's octets too.
    Atomics.store(this.#words, this.#writtenAt, this.#written | 0);
  }

  #hasRoom(octets: number): boolean {
    if (ringEnd - ((this.#written - this.#read) >>> 0) >= octets) return true;
    this.#read = Atomics.load(this.#words, this.#readAt) >>> 0;
    return ringEnd - ((this.#written - this.#read) >>> 0) >= octets;
  }
}
