// Base32hex: the vectors of RFC 4648, and the order that NSEC3 needs.

import { expect } from 'chai';
import type { ByteString } from '../../src/base/byte-string.ts';
import { parseBase32Hex, printBase32Hex } from '../../src/wire/base32hex.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';

describe('printBase32Hex', () => {
  // RFC 4648 §10, without padding and in lower case
  const table: readonly (readonly [string, string])[] = [
    ['', ''],
    ['f', 'co'],
    ['fo', 'cpng'],
    ['foo', 'cpnmu'],
    ['foob', 'cpnmuog'],
    ['fooba', 'cpnmuoj1'],
    ['foobar', 'cpnmuoj1e8'],
  ];
  for (const [octets, text] of table) {
    it(`writes "${octets}" as "${text}", and reads it again in either case`, () => {
      expect(printBase32Hex(octets as ByteString)).to.equal(text);
      expect(parseBase32Hex(text)).to.equal(octets);
      expect(parseBase32Hex(text.toUpperCase())).to.equal(octets);
    });
  }

  it(`keeps the order of hashes (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    const hashes = Array.from(
      { length: 500 },
      () => random.octets(20).toString('latin1') as ByteString,
    ).sort();
    const texts = hashes.map(printBase32Hex);
    expect(texts).to.deep.equal([...texts].sort());
    for (const text of texts) expect(text).to.match(/^[0-9a-v]{32}$/);
  });

  // Not in the alphabet, one digit alone, bits that belong to no octet.
  for (const text of ['w', 'cpnmuo==', 'c p', 'c', 'cp1']) {
    it(`is not written as "${text}"`, () => expect(parseBase32Hex(text)).to.equal(undefined));
  }
});
