// Numbers and octets -> one long row of octets, handed out in chunks. Refuses to know what they mean.

import { type ByteString, writeByteString } from '../../base/byte-string.ts';

/** Writing one takes a fraction of a millisecond. */
const chunkOctets = 64 * 1024;

export class OctetWriter {
  #octets: Uint8Array = new Uint8Array(2 * chunkOctets);
  #at = 0;

  uint(value: number, octets: 1 | 2 | 4): void {
    this.#makeRoom(octets);
    for (let shift = 8 * (octets - 1); shift >= 0; shift -= 8) this.#octets[this.#at++] = value >>> shift;
  }

  /** The reader must know how many. */
  plain(octets: ByteString): void {
    this.#makeRoom(octets.length);
    this.#at = writeByteString(octets, this.#octets, this.#at);
  }

  /** Behind their length. */
  counted(octets: ByteString, lengthOctets: 2 | 4): void {
    this.uint(octets.length, lengthOctets);
    this.plain(octets);
  }

  get isFull(): boolean {
    return this.#at >= chunkOctets;
  }

  /** What was written since the last time. */
  take(): Uint8Array {
    const taken = this.#octets.slice(0, this.#at);
    this.#at = 0;
    return taken;
  }

  #makeRoom(octets: number): void {
    const needed = this.#at + octets;
    if (needed <= this.#octets.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#octets.length));
    larger.set(this.#octets.subarray(0, this.#at));
    this.#octets = larger;
  }
}
