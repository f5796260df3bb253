// Names in messages: valid ones, and hostile ones that must end.

import { expect } from 'chai';
import { readName } from '../../src/wire/read-name.ts';

const octets = (text: string) => Buffer.from(text, 'latin1');

describe('readName', () => {
  it('reads labels up to the root and says where they end', () => {
    expect(readName(octets('xx\x03www\x04test\0yy'), 2)).to.deep.equal({
      name: '\x03www\x04test\0',
      end: 12,
    });
    expect(readName(octets('\0'), 0)).to.deep.equal({ name: '\0', end: 1 });
  });

  it('lower-cases ASCII letters and no other octets', () => {
    expect(readName(octets('\x07A.z\0\xc1\xdfZ\0'), 0)?.name).to.equal('\x07a.z\0\xc1\xdfz\0');
  });

  it('follows pointers, also from pointer to pointer, and ends behind the first', () => {
    const message = octets('\x04test\0\x03www\xc0\0\xc0\x06\x01a\xc0\x0c!');
    expect(readName(message, 6)).to.deep.equal({ name: '\x03www\x04test\0', end: 12 });
    expect(readName(message, 12)).to.deep.equal({ name: '\x03www\x04test\0', end: 14 });
    expect(readName(message, 14)).to.deep.equal({ name: '\x01a\x03www\x04test\0', end: 18 });
  });

  it('reads a name of 255 octets and none of 256', () => {
    const labels = (last: number) =>
      [63, 63, 63, last].map((n) => String.fromCharCode(n) + 'a'.repeat(n)).join('');
    expect(readName(octets(`${labels(61)}\0`), 0)?.name).to.have.length(255);
    expect(readName(octets(`${labels(62)}\0`), 0)).to.equal(undefined);
  });

  const bad: readonly (readonly [string, string, number])[] = [
    ['nothing', '', 0],
    ['a position behind the end', '\0', 1],
    ['a label without end', '\x03ww', 0],
    ['labels without the root', '\x03www', 0],
    ['half a pointer', '\0\xc0', 1],
    ['a pointer to itself', '\xc0\0', 0],
    ['a pointer forward', '\xc0\x02\x01a\0', 0],
    ['a pointer to labels that lead to it', '\x01a\xc0\0', 0],
    ['pointers in a circle', '\xc0\x02\xc0\0', 2],
    ['a pointer behind the end', '\0\xff\xff', 1],
    ['a label of the kind 0x40', '\x41aa\0', 0],
    ['a label of the kind 0x80', '\x81aa\0', 0],
  ];
  for (const [what, text, at] of bad) {
    it(`refuses ${what}`, () => expect(readName(octets(text), at)).to.equal(undefined));
  }

  it('refuses a name that grows beyond 255 octets by pointers', () => {
    // Each name is one label and a pointer to the one before.
    let message = `${'\x3f'.padEnd(64, 'a')}\0`;
    const starts = [0];
    for (let i = 1; i < 5; i++) {
      const before = starts.at(-1) ?? 0;
      starts.push(message.length);
      message += `${'\x3f'.padEnd(64, 'b')}${String.fromCharCode(0xc0 | (before >> 8), before & 0xff)}`;
    }
    expect(starts.map((start) => readName(octets(message), start)?.name.length)).to.deep.equal([
      65,
      129,
      193,
      undefined,
      undefined,
    ]);
  });
});
