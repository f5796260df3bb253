// Bytes in strings: nothing is lost on the way, and order is the order of octets.

import { expect } from 'chai';
import { bytesOf, readByteString, writeByteString } from '../../src/base/byte-string.ts';

describe('ByteString', () => {
  const all = Uint8Array.from({ length: 256 }, (_, octet) => octet);

  it('keeps every octet there and back', () => {
    expect([...bytesOf(readByteString(all))]).to.deep.equal([...all]);
  });

  it('is read from a part of a view that is a part of a buffer itself', () => {
    const view = new Uint8Array(all.buffer, 100, 50);
    expect([...bytesOf(readByteString(view, 10, 13))]).to.deep.equal([110, 111, 112]);
  });

  it('is written where it is told, and says where it ends', () => {
    const into = new Uint8Array(5);
    expect(writeByteString(readByteString(Uint8Array.of(0xff, 0)), into, 2)).to.equal(4);
    expect([...into]).to.deep.equal([0, 0, 0xff, 0, 0]);
  });

  it('sorts like octets, high ones last', () => {
    const sorted = [...all].reverse().map((octet) => readByteString(Uint8Array.of(octet)));
    expect(sorted.sort().map((text) => text.charCodeAt(0))).to.deep.equal([...all]);
  });
});
