// A row of octets that anything may have happened to -> numbers, names and strings. The first thing that is not right makes
// everything after it empty, and is told at the end: whoever reads need not look after each step.

import { type ByteString, readByteString } from '../../base/byte-string.ts';
import { type Name, rootName } from '../../wire/name.ts';
import { skipPlainName } from '../../wire/skip-name.ts';

export class OctetReader {
  readonly #octets: Uint8Array;
  #at = 0;
  #isGood = true;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  get isGood(): boolean {
    return this.#isGood;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#octets.length;
  }

  uint(octets: 1 | 2 | 4): number {
    if (!this.#has(octets)) return 0;
    let value = 0;
    for (let i = 0; i < octets; i++) value = value * 256 + (this.#octets[this.#at++] ?? 0);
    return value;
  }

  /** How many of something follow, each of which takes at least so many octets: nobody makes room for more than there are. */
  count(octets: 2 | 4, octetsOfEachMin: number): number {
    const count = this.uint(octets);
    if (count * octetsOfEachMin <= this.#octets.length - this.#at) return count;
    this.refuse();
    return 0;
  }

  counted(lengthOctets: 2 | 4): ByteString {
    const length = this.uint(lengthOctets);
    if (!this.#has(length)) return '' as ByteString;
    this.#at += length;
    return readByteString(this.#octets, this.#at - length, this.#at);
  }

  /** Whole labels, up to the root. */
  name(): Name {
    const end = skipPlainName(this.#octets, this.#at, this.#octets.length);
    if (end === 0) {
      this.refuse();
      return rootName;
    }
    const start = this.#at;
    this.#at = end;
    return readByteString(this.#octets, start, end) as Name;
  }

  refuse(): void {
    this.#isGood = false;
    this.#at = this.#octets.length;
  }

  #has(octets: number): boolean {
    if (octets <= this.#octets.length - this.#at) return true;
    this.refuse();
    return false;
  }
}
