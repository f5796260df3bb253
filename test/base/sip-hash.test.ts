import { expect } from 'chai';
import { writeSipHash24, writeSipKey } from '../../src/base/sip-hash.ts';
import { plainSipHash } from '../support/dns/plain-cookie.ts';

/** The key and the first messages of the reference implementation: octets that count from 0. */
const counting = Uint8Array.from({ length: 64 }, (_, at) => at);
/** Its hashes of so many of them, in the order of their octets. */
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
      expect(hashOf(octets, start, end)).to.equal(plainSipHash(octets.subarray(start, end), counting));
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
