// The memory between threads that answer and whoever writes the query log: one ring for each thread, which alone writes to it,
// and one reader for all. Refuses to know what the records say.
//
//   words   0 rings claimed | 1 rings there are
//   ring    0 written up to | 16 read up to        both count octets and wrap at 2^32; a cache line each
//   data    of all rings, one behind the other

/** Of a reader's rest of 10 ms at a time it holds ten, on a thread that logs 100,000 queries a second; 64 threads have it. */
export const ringOctets = 1024 * 1024;

/** Records begin at multiples of it, so that the number of octets in front is never cut in two at the end of a ring. */
export const recordAlignment = 8;

/** A number of octets that no record has: the rest of the ring is unused, and the next record is at its start. */
export const skipMark = 0;

export const MemoryWord = { claimed: 0, rings: 1 } as const;
export const RingWord = { written: 0, read: 16 } as const;

/** A multiple of the cache line: two threads that write to different words of one would wait for each other. */
const headWords = 16;
const ringWords = 32;
const wordOctets = 4;

export interface Ring {
  readonly words: Int32Array;
  /** Where its words begin. */
  readonly at: number;
  readonly octets: Uint8Array;
  readonly view: DataView;
}

export function createRingMemory(rings: number): SharedArrayBuffer {
  const memory = new SharedArrayBuffer((headWords + rings * ringWords) * wordOctets + rings * ringOctets);
  new Int32Array(memory)[MemoryWord.rings] = rings;
  return memory;
}

/** One that no other thread writes to; undefined when there are fewer rings than threads. */
export function claimRing(memory: SharedArrayBuffer): Ring | undefined {
  const head = new Int32Array(memory, 0, headWords);
  const index = Atomics.add(head, MemoryWord.claimed, 1);
  return index < (head[MemoryWord.rings] as number) ? ringAt(memory, index) : undefined;
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
