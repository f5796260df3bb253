// The shared memory between the threads that answer and the query-log thread: a ring per thread, which alone writes to it, and one
// reader for all. Refuses to know what the records say.
//
//   words   0 rings claimed | 1 rings in all | 2 turns of the reader
//   ring    0 written up to | 16 read up to        both count octets and wrap at 2^32; each has a cache line
//   data    of all rings, one after the other

/** Lasts ten of the reader's 10 ms rests on a thread that logs 100,000 queries a second. With 64 threads that is 64 MB. */
export const ringOctets = 1024 * 1024;

/** Records begin at multiples of this, so that a record's length is never split at the end of a ring. */
export const recordAlignment = 8;

/** A length that no record has: the rest of the ring is unused, and the next record is at the start. */
export const skipMark = 0;

export const MemoryWord = { claimed: 0, rings: 1, turns: 2 } as const;
export const RingWord = { written: 0, read: 16 } as const;

/** A whole cache line: threads writing to different words of one line would slow each other down. */
const headWords = 16;
const ringWords = 32;
const wordOctets = 4;

export interface Ring {
  readonly words: Int32Array;
  /** Index of its first word. */
  readonly at: number;
  readonly octets: Uint8Array;
  readonly view: DataView;
}

export function createRingMemory(rings: number): SharedArrayBuffer {
  const memory = new SharedArrayBuffer((headWords + rings * ringWords) * wordOctets + rings * ringOctets);
  new Int32Array(memory)[MemoryWord.rings] = rings;
  return memory;
}

/** A ring that no other thread writes to; undefined if there are fewer rings than threads. */
export function claimRing(memory: SharedArrayBuffer): Ring | undefined {
  const head = new Int32Array(memory, 0, headWords);
  const index = Atomics.add(head, MemoryWord.claimed, 1);
  return index < (head[MemoryWord.rings] as number) ? ringAt(memory, index) : undefined;
}

/** The reader has come round: whoever looks at the number sees that it is not stuck. */
export function countTurn(memory: SharedArrayBuffer): void {
  Atomics.add(new Int32Array(memory, 0, headWords), MemoryWord.turns, 1);
}

export function turnsIn(memory: SharedArrayBuffer): number {
  return Atomics.load(new Int32Array(memory, 0, headWords), MemoryWord.turns);
}

export function ringsIn(memory: SharedArrayBuffer): Ring[] {
  const rings = new Int32Array(memory)[MemoryWord.rings] as number;
  return Array.from({ length: rings }, (_, index) => ringAt(memory, index));
}

function ringAt(memory: SharedArrayBuffer, index: number): Ring {
  const rings = new Int32Array(memory)[MemoryWord.rings] as number;
  const dataAt = (headWords + rings * ringWords) * wordOctets + index * ringOctets;
  return {
    words: new Int32Array(memory, 0, headWords + rings * ringWords),
    at: headWords + index * ringWords,
    octets: new Uint8Array(memory, dataAt, ringOctets),
    view: new DataView(memory, dataAt, ringOctets),
  };
}
