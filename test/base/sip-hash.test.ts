import { expect } from 'chai';
import { readLittleEndian, writeSipHash24, writeSipKey } from '../../src/base/sip-hash.ts';
import { plainSipHash } from '../support/dns/plain-cookie.ts';

/** The key and the first messages of the reference implementation: octets that count from 0. */
const counting = Uint8Array.from({ length: 64 }, (_, at) => at);
/** Its hashes of so many of them, in the order of their octets. */
const vectors: readonly (readonly [length: number, hash: string])[] = [
  [0, '310e0edd47db6f72'],
  [1, 'fd67dc93c539f874'],
  [8, '6224939a79f5f593'],
  [15, 'e545be4961ca29a1'],
  [16, 'db9bc2577fcc2a3f'],
  [63, '724506eb4c328a95'],
];

const key = new Int32Array(8);
writeSipKey(counting, key, 4);

function hashOf(octets: Uint8Array): string {
  const words = Int32Array.from({ length: octets.length / 4 }, (_, word) =>
    readLittleEndian(octets, word * 4),
  );
  const hash = new Int32Array(2);
  writeSipHash24(words, words.length, key, 4, hash);
  const printed = Buffer.alloc(8);
  printed.writeInt32LE(hash[0] ?? 0, 0);
  printed.writeInt32LE(hash[1] ?? 0, 4);
  return printed.toString('hex');
}

describe('writeSipHash24', () => {
  for (const [length, hash] of vectors)
    it(`hashes ${length} octets as the reference implementation does${length % 4 > 0 ? ', as far as it is plain' : ''}`, () => {
      const octets = counting.subarray(0, length);
      expect(plainSipHash(octets, counting.subarray(0, 16))).to.equal(hash);
      if (length % 4 === 0) expect(hashOf(octets)).to.equal(hash);
    });

  it('hashes any words as the plainest implementation does', () => {
    for (let round = 0; round < 500; round++) {
      const octets = Uint8Array.from(
        { length: 4 * (round % 17) },
        (_, at) => (at * 7919 + round * 104_729) >>> (at % 9),
      );
      expect(hashOf(octets)).to.equal(plainSipHash(octets, counting.subarray(0, 16)));
    }
  });

  it('differs when any bit of the key does', () => {
    const expected = hashOf(counting.subarray(0, 20));
    for (let bit = 0; bit < 128; bit++) {
      const at = 4 + (bit >>> 5);
      const before = key[at] ?? 0;
      key[at] = before ^ (1 << (bit % 32));
      expect(hashOf(counting.subarray(0, 20)), `bit ${bit}`).to.not.equal(expected);
      key[at] = before;
    }
  });
});
