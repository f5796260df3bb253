// Protocol buffers by the examples of their specification (protobuf.dev, encoding), and by the limits of numbers.

import { expect } from 'chai';
import { ProtobufWriter } from '../../../src/query-log/dnstap/protobuf-writer.ts';

const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex');

describe('ProtobufWriter', () => {
  it('writes the examples of the specification', () => {
    const writer = new ProtobufWriter(16);
    expect(hex(writer.begin().number(1, 150).octets)).to.equal('089601');
    expect(hex(writer.begin().bytes(2, Buffer.from('testing')).octets)).to.equal('120774657374696e67');
    const inner = Uint8Array.from(new ProtobufWriter(4).begin().number(1, 150).octets);
    expect(hex(writer.begin().bytes(3, inner).octets)).to.equal('1a03089601');
  });

  for (const [value, expected] of [
    [0, '0800'],
    [127, '087f'],
    [128, '088001'],
    [16_384, '08808001'],
    [2 ** 31, '088080808008'],
    [2 ** 32 - 1, '08ffffffff0f'],
    [2 ** 35, '08808080808001'],
    [2 ** 53 - 1, '08ffffffffffffff0f'],
  ] as const)
    it(`writes ${value}`, () => {
      expect(hex(new ProtobufWriter(1).begin().number(1, value).octets)).to.equal(expected);
    });

  it('writes fixed numbers with their lowest octet first, and keys of two octets', () => {
    expect(hex(new ProtobufWriter(1).begin().fixed32(9, 1).octets)).to.equal('4d01000000');
    expect(hex(new ProtobufWriter(1).begin().number(16, 1).octets)).to.equal('800101');
  });

  it('grows with what it is given, and begins anew', () => {
    const writer = new ProtobufWriter(1);
    const long = new Uint8Array(100_000).fill(7);
    expect(writer.begin().number(1, 1).bytes(2, long).octets).to.have.length(2 + 4 + 100_000);
    expect(hex(writer.begin().number(1, 1).octets)).to.equal('0801');
  });
});
