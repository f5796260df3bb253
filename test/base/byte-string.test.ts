// Bytes in strings: none are lost, and they sort as octets.

import { expect } from 'chai';
import {
  bytesOf,
  joinBytes,
  readByteString,
  sliceBytes,
  uint8,
  uint16,
  uint16At,
  uint32,
  uint32At,
  writeByteString,
} from '../../src/base/byte-string.ts';

describe('ByteString', () => {
  const all = Uint8Array.from({ length: 256 }, (_, octet) => octet);

  it('keeps every octet', () => {
    expect([...bytesOf(readByteString(all))]).to.deep.equal([...all]);
  });

  it('is read from part of a view of part of a buffer', () => {
    const view = new Uint8Array(all.buffer, 100, 50);
    expect([...bytesOf(readByteString(view, 10, 13))]).to.deep.equal([110, 111, 112]);
  });

  it('is written at the given position, and says where it ends', () => {
    const into = new Uint8Array(5);
    expect(writeByteString(readByteString(Uint8Array.of(0xff, 0)), into, 2)).to.equal(4);
    expect([...into]).to.deep.equal([0, 0, 0xff, 0, 0]);
  });

  it('sorts by unsigned octets', () => {
    const sorted = [...all].reverse().map((octet) => readByteString(Uint8Array.of(octet)));
    expect(sorted.sort().map((text) => text.charCodeAt(0))).to.deep.equal([...all]);
  });

  it('holds numbers in network order', () => {
    const bytes = joinBytes(uint8(0xff), uint16(0x0102), uint32(0xfedc_ba98));
    expect(Buffer.from(bytesOf(bytes)).toString('hex')).to.equal('ff0102fedcba98');
    expect(uint16At(bytes, 1)).to.equal(0x0102);
    expect(uint32At(bytes, 3)).to.equal(0xfedc_ba98);
    expect(sliceBytes(bytes, 1, 3)).to.equal(uint16(0x0102));
  });

  it('keeps the lowest 32 bits of a number beyond them', () => {
    expect(uint32(0x1_0000_0001)).to.equal(uint32(1));
  });

  const misfits: readonly (readonly [string, () => unknown])[] = [
    ['256 in an octet', () => uint8(256)],
    ['-1 in an octet', () => uint8(-1)],
    ['65536 in two octets', () => uint16(65_536)],
    ['a fraction', () => uint16(1.5)],
  ];
  for (const [what, act] of misfits) it(`does not hold ${what}`, () => expect(act).to.throw('fits into'));
});
