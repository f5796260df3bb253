import { expect } from 'chai';
import { writeSipHash24, writeSipKey } from '../../src/base/sip-hash.ts';

/** The key and the first messages of the reference implementation: octets that count from 0. */
const counting = Uint8Array.from({ length: 64 }, (_, at) => at);
/** Its hashes of the first 0, 1, 2, 7, 8, 15, 16, 20, 32 and 63 of them, in the order of their octets. */
const vectors: readonly (readonly [length: number, hash: string])[] = [
  [0, '310e0edd47db6f72'],
  [1, 'fd67dc93c539f874'],
  [2, '5a4fa9d909806c0d'],
  [7, '37d1018bf50002ab'],
  [8, '6224939a79f5f593'],
  [15, 'e545be4961ca29a1'],
  [16, 'db9bc2577fcc2a3f'],
  [63, '724506eb4c328a95'],
];

const key = new Int32Array(8);
writeSipKey(counting, key, 4);

function hashOf(octets: Uint8Array, start: number, end: number): string {
  const hash = new Int32Array(2);
  writeSipHash24(octets, start, end, key, 4, hash);
  const printed = Buffer.alloc(8);
  printed.writeInt32LE(hash[0] ?? 0, 0);
  printed.writeInt32LE(hash[1] ?? 0, 4);
  return printed.toString('hex');
}

/** The same in the plainest way: 64-bit words as they are drawn in the paper. */
function plainHashOf(octets: Uint8Array, secret: Uint8Array): string {
  const mask = (1n << 64n) - 1n;
  const rotate = (word: bigint, bits: bigint) => ((word << bits) | (word >> (64n - bits))) & mask;
  const k0 = Buffer.from(secret).readBigUInt64LE(0);
  const k1 = Buffer.from(secret).readBigUInt64LE(8);
  let v0 = k0 ^ 0x736f6d6570736575n;
  let v1 = k1 ^ 0x646f72616e646f6dn;
  let v2 = k0 ^ 0x6c7967656e657261n;
  let v3 = k1 ^ 0x7465646279746573n;
  const round = () => {
    v0 = (v0 + v1) & mask;
    v2 = (v2 + v3) & mask;
    v1 = rotate(v1, 13n) ^ v0;
    v3 = rotate(v3, 16n) ^ v2;
    v0 = rotate(v0, 32n);
    v2 = (v2 + v1) & mask;
    v0 = (v0 + v3) & mask;
    v1 = rotate(v1, 17n) ^ v2;
    v3 = rotate(v3, 21n) ^ v0;
    v2 = rotate(v2, 32n);
  };
  const padded = Buffer.alloc((Math.floor(octets.length / 8) + 1) * 8);
  padded.set(octets);
  padded[padded.length - 1] = octets.length;
  for (let at = 0; at < padded.length; at += 8) {
    const word = padded.readBigUInt64LE(at);
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }
  v2 ^= 0xffn;
  for (let i = 0; i < 4; i++) round();
  const printed = Buffer.alloc(8);
  printed.writeBigUInt64LE(v0 ^ v1 ^ v2 ^ v3);
  return printed.toString('hex');
}

describe('writeSipHash24', () => {
  for (const [length, hash] of vectors)
    it(`hashes ${length} octets as the reference implementation does`, () => {
      expect(hashOf(counting, 0, length)).to.equal(hash);
    });

  it('hashes any octets at any place as the plainest implementation does', () => {
    for (let round = 0; round < 500; round++) {
      const octets = Uint8Array.from({ length: 80 }, (_, at) => (at * 7919 + round * 104_729) >>> (at % 9));
      const start = round % 17;
      const end = start + (round % 60);
      expect(hashOf(octets, start, end)).to.equal(plainHashOf(octets.subarray(start, end), counting));
    }
  });

  it('differs when any bit of the key does', () => {
    const expected = hashOf(counting, 0, 20);
    for (let bit = 0; bit < 128; bit++) {
      const at = 4 + (bit >>> 5);
      const before = key[at] ?? 0;
      key[at] = before ^ (1 << (bit % 32));
      expect(hashOf(counting, 0, 20), `bit ${bit}`).to.not.equal(expected);
      key[at] = before;
    }
  });
});
