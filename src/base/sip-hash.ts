// SipHash-2-4 (Aumasson, Bernstein: SipHash, a fast short-input PRF) of a few words without allocating: it makes and checks the cookie of
// a query, and BigInt would create an object for every sum. 64-bit words are pairs of 32-bit ones, low and high, in local
// variables, and sums carry by comparing: the quickest of what was measured. Takes as long for any message and key.

/** Of a key: two 64-bit words, low half first. */
export const sipKeyOctets = 16;
export const sipKeyWords = 4;

const compressionRounds = 2;
const finalRounds = 4;

/** A key as `sipHash24` takes it, from its octets; little-endian whatever the machine is. */
export function writeSipKey(octets: Uint8Array, key: Int32Array, keyAt: number): void {
  for (let word = 0; word < sipKeyWords; word++) key[keyAt + word] = readLittleEndian(octets, word * 4);
}

/** The four octets at `at`, as part of a message or a hash. */
export function readLittleEndian(octets: Uint8Array, at: number): number {
  return (
    (octets[at] as number) |
    ((octets[at + 1] as number) << 8) |
    ((octets[at + 2] as number) << 16) |
    ((octets[at + 3] as number) << 24)
  );
}

/** Writes the hash of the message's first `wordCount` words, of four octets each, into `hash`: low word, high word. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: eight words of state in local variables, which a call would put into memory
export function writeSipHash24(
  message: Int32Array,
  wordCount: number,
  key: Int32Array,
  keyAt: number,
  hash: Int32Array,
): void {
  const key0Low = key[keyAt] as number;
  const key0High = key[keyAt + 1] as number;
  const key1Low = key[keyAt + 2] as number;
  const key1High = key[keyAt + 3] as number;
  // "somepseudorandomlygeneratedbytes"
  let v0Low = key0Low ^ 0x7073_6575;
  let v0High = key0High ^ 0x736f_6d65;
  let v1Low = key1Low ^ 0x6e64_6f6d;
  let v1High = key1High ^ 0x646f_7261;
  let v2Low = key0Low ^ 0x6e65_7261;
  let v2High = key0High ^ 0x6c79_6765;
  let v3Low = key1Low ^ 0x7974_6573;
  let v3High = key1High ^ 0x7465_6462;
  // Of two words each; the last one has what is left, and the length in octets in its last octet.
  const lastBlock = wordCount >>> 1;
  for (let block = 0; block <= lastBlock + 1; block++) {
    let low = 0;
    let high = 0;
    let rounds = compressionRounds;
    if (block < lastBlock) {
      low = message[block * 2] as number;
      high = message[block * 2 + 1] as number;
    } else if (block === lastBlock) {
      if ((wordCount & 1) === 1) low = message[wordCount - 1] as number;
      high = wordCount << 26;
    } else {
      v2Low ^= 0xff;
      rounds = finalRounds;
    }
    v3Low ^= low;
    v3High ^= high;
    for (; rounds > 0; rounds--) {
      let before = v0Low;
      v0Low = (before + v1Low) | 0;
      v0High = (v0High + v1High + (v0Low >>> 0 < before >>> 0 ? 1 : 0)) | 0;
      before = v1Low;
      v1Low = ((before << 13) | (v1High >>> 19)) ^ v0Low;
      v1High = ((v1High << 13) | (before >>> 19)) ^ v0High;
      before = v0Low;
      v0Low = v0High;
      v0High = before;
      before = v2Low;
      v2Low = (before + v3Low) | 0;
      v2High = (v2High + v3High + (v2Low >>> 0 < before >>> 0 ? 1 : 0)) | 0;
      before = v3Low;
      v3Low = ((before << 16) | (v3High >>> 16)) ^ v2Low;
      v3High = ((v3High << 16) | (before >>> 16)) ^ v2High;
      before = v0Low;
      v0Low = (before + v3Low) | 0;
      v0High = (v0High + v3High + (v0Low >>> 0 < before >>> 0 ? 1 : 0)) | 0;
      before = v3Low;
      v3Low = ((before << 21) | (v3High >>> 11)) ^ v0Low;
      v3High = ((v3High << 21) | (before >>> 11)) ^ v0High;
      before = v2Low;
      v2Low = (before + v1Low) | 0;
      v2High = (v2High + v1High + (v2Low >>> 0 < before >>> 0 ? 1 : 0)) | 0;
      before = v1Low;
      v1Low = ((before << 17) | (v1High >>> 15)) ^ v2Low;
      v1High = ((v1High << 17) | (before >>> 15)) ^ v2High;
      before = v2Low;
      v2Low = v2High;
      v2High = before;
    }
    v0Low ^= low;
    v0High ^= high;
  }
  hash[0] = v0Low ^ v1Low ^ v2Low ^ v3Low;
  hash[1] = v0High ^ v1High ^ v2High ^ v3High;
}
