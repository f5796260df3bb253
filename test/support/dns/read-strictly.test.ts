// The strict reader must be able to say no: one message for each thing that it promises to notice.

import { expect } from 'chai';
import { readStrictly } from './read-strictly.ts';

const header = (counts: readonly number[], flags = 0x84) => [
  0,
  1,
  flags,
  0,
  ...counts.flatMap((n) => [0, n]),
];
const question = [1, 0x77, 4, 0x74, 0x65, 0x73, 0x74, 0, 0, 1, 0, 1];
const fixed = (type: number, length: number) => [0, type, 0, 1, 0, 0, 0, 60, 0, length];
const address = [0xc0, 12, ...fixed(1, 4), 192, 0, 2, 1];
const read = (...parts: (readonly number[])[]) => readStrictly(Uint8Array.from(parts.flat()));

describe('readStrictly', () => {
  it('reads a question, an address and a name server with a compressed name', () => {
    const ns = [0xc0, 14, ...fixed(2, 5), 2, 0x6e, 0x73, 0xc0, 14];
    const message = read(header([1, 1, 1, 0]), question, address, ns);
    expect(message.questions).to.deep.equal([Buffer.from(question)]);
    expect(message.answers.map(({ owner, ttlSeconds }) => [owner, ttlSeconds])).to.deep.equal([
      ['w.test', 60],
    ]);
    expect(message.authorities.map(({ owner, names }) => [owner, names])).to.deep.equal([
      ['test', ['ns.test']],
    ]);
  });

  for (const [what, parts, complaint] of [
    ['a message without a whole header', [[0, 1, 2]], /no header/],
    ['octets behind the last record', [header([1, 1, 0, 0]), question, address, [0]], /1 octets trail/],
    ['a record that the counts do not mention', [header([1, 0, 0, 0]), question, address], /16 octets trail/],
    ['a record too few', [header([1, 2, 0, 0]), question, address], /ends at/],
    ['a pointer to itself', [header([1, 1, 0, 0]), question, [0xc0, 24], address.slice(2)], /leads forward/],
    [
      'a pointer behind itself',
      [header([1, 1, 0, 0]), question, [0xc0, 30], address.slice(2)],
      /leads forward/,
    ],
    [
      'a pointer into the header',
      [header([1, 1, 0, 0]), question, [0xc0, 4], address.slice(2)],
      /into nowhere/,
    ],
    [
      'a pointer into a label',
      [header([1, 1, 0, 0]), question, [0xc0, 15], address.slice(2)],
      /into nowhere/,
    ],
    ['a label of type 10', [header([1, 1, 0, 0]), question, [0x80, 0], address.slice(2)], /unknown kind/],
    ['a compressed question', [header([2, 0, 0, 0]), question, [0xc0, 12, 0, 1, 0, 1]], /compressed/],
    ['an address of three octets', [header([0, 1, 0, 0]), [0], fixed(1, 3), [1, 2, 3]], /has 3 octets/],
    ['data that is cut off', [header([0, 1, 0, 0]), [0], fixed(16, 9), [1, 2, 3]], /ends within/],
    [
      'a name server with an octet behind its name',
      [header([0, 1, 0, 0]), [0], fixed(2, 2), [0, 0]],
      /not fit/,
    ],
    [
      'a name server whose name is longer than its data',
      [header([0, 1, 0, 0]), [0], fixed(2, 1), [1, 2, 0]],
      /not fit/,
    ],
  ] as const) {
    it(`rejects ${what}`, () => {
      expect(() => read(...parts)).to.throw(complaint);
    });
  }

  it('rejects a name of 256 octets, and reads one of 255', () => {
    const name = (last: number) => [
      ...Array(3)
        .fill([63, ...Array(63).fill(97)])
        .flat(),
      last,
      ...Array(last).fill(97),
      0,
    ];
    const record = (last: number) => read(header([0, 1, 0, 0]), name(last), fixed(16, 1), [0]);
    expect(record(61).answers).to.have.lengthOf(1);
    expect(() => record(62)).to.throw(/too long/);
  });
});
