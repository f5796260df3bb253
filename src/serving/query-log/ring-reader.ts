// The reading end of a ring: records come in the order in which they were written.

import { invariant } from '../../base/invariant.ts';
import { type Ring, RingWord, recordAlignment, ringOctets, skipMark } from './ring-memory.ts';

export class RingReader {
  readonly #ring: Ring;

  constructor(ring: Ring) {
    this.#ring = ring;
  }

  /** Octets waiting to be read. */
  get waiting(): number {
    const { words, at } = this.#ring;
    return (Atomics.load(words, at + RingWord.written) - Atomics.load(words, at + RingWord.read)) >>> 0;
  }

  /** At most `recordsMax`; returns how many. A record is valid only until `take` returns: then its room is the writer's again. */
  read(recordsMax: number, take: (record: DataView) => void): number {
    const { words, at, view, octets } = this.#ring;
    const written = Atomics.load(words, at + RingWord.written) >>> 0;
    let read = Atomics.load(words, at + RingWord.read) >>> 0;
    let records = 0;
    while (read !== written && records < recordsMax) {
      const start = read % ringOctets;
      const length = view.getUint32(start, true);
      if (length === skipMark) {
        read = (read + ringOctets - start) >>> 0;
        continue;
      }
      const isWhole = length % recordAlignment === 0 && length <= (written - read) >>> 0;
      invariant(isWhole, `the query log has a record of ${length} octets`);
      try {
        take(new DataView(octets.buffer, octets.byteOffset + start, length));
      } finally {
        // Also when `take` throws: the next reader would fail at it again.
        read = (read + length) >>> 0;
        Atomics.store(words, at + RingWord.read, read | 0);
      }
      records++;
    }
    Atomics.store(words, at + RingWord.read, read | 0);
    return records;
  }
}
