// The hash of NSEC3, against node:crypto and the examples of RFC 5155.

import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { readByteString } from '../../src/base/byte-string.ts';
import { writeSha1 } from '../../src/base/sha1.ts';
import { printBase32Hex } from '../../src/wire/base32hex.ts';
import { encodeName } from '../support/dns/dns-client.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';

function sha1(octets: Uint8Array, start = 0, end = octets.length): Buffer {
  const words = new Int32Array(5);
  writeSha1(octets, start, end, words);
  const hash = Buffer.alloc(20);
  for (const [index, word] of words.entries()) hash.writeInt32BE(word, index * 4);
  return hash;
}

describe(`writeSha1 (TEST_SEED=${testSeed})`, () => {
  it('hashes texts shorter and longer than any name as node:crypto does', () => {
    const random = createSeededRandom();
    for (let length = 0; length <= 300; length++) {
      const octets = random.octets(length);
      expect(sha1(octets), String(length)).to.deep.equal(createHash('sha1').update(octets).digest());
    }
  });

  it('hashes the given part, whatever is around it and was hashed before', () => {
    const octets = Buffer.from('\xffabc\xff', 'latin1');
    expect(sha1(octets, 1, 4).toString('hex')).to.equal('a9993e364706816aba3e25717850c26c9cd0d89d');
    expect(sha1(octets, 5, 5).toString('hex')).to.equal('da39a3ee5e6b4b0d3255bfef95601890afd80709');
  });

  it('is the first iteration of RFC 5155 appendix A', () => {
    // The appendix has 12 further iterations and a salt: iterate as §5 says, with this hash.
    const salt = Buffer.from('aabbccdd', 'hex');
    let hash = sha1(Buffer.concat([encodeName('example'), salt]));
    for (let i = 0; i < 12; i++) hash = sha1(Buffer.concat([hash, salt]));
    expect(printBase32Hex(readByteString(hash))).to.equal('0p9mhaveqvm6t7vbl5lop2u3t2rp3tom');
  });
});
