import { expect } from 'chai';
import { readInt32, readUint16, writeUint16 } from '../../src/wire/message-format.ts';

describe('numbers of a message', () => {
  const octets = Uint8Array.of(0x5a, 198, 51, 100, 1, 0x5a);

  it('reads 16 bits in network order, without a sign', () => {
    expect(readUint16(octets, 1)).to.equal(0xc633);
    expect(readUint16(Uint8Array.of(0xff, 0xff), 0)).to.equal(0xffff);
  });

  it('reads 32 bits in network order, as bitwise operators have them', () => {
    expect(readInt32(octets, 1)).to.equal(0xc6336401 | 0);
    expect(readInt32(Uint8Array.of(0x7f, 0xff, 0xff, 0xff), 0)).to.equal(0x7fffffff);
    expect(readInt32(Uint8Array.of(0xff, 0xff, 0xff, 0xff), 0)).to.equal(-1);
  });

  it('writes 16 bits, and nothing around them', () => {
    const written = Uint8Array.of(1, 2, 3, 4);
    writeUint16(written, 1, 0xabcd);
    expect([...written]).to.deep.equal([1, 0xab, 0xcd, 4]);
  });
});
