// Lines in presentation format: which fields they have, and where.

import { expect } from 'chai';
import { type Field, splitFields } from '../../../src/wire/presentation/fields.ts';

const word = (text: string, at: number): Field => ({ text, isQuoted: false, at });
const quoted = (text: string, at: number): Field => ({ text, isQuoted: true, at });

describe('splitFields', () => {
  const table: readonly (readonly [string, readonly Field[]])[] = [
    ['', []],
    [' \t ', []],
    ['10 mail', [word('10', 0), word('mail', 3)]],
    ['  a\t"b c" ', [word('a', 2), quoted('b c', 4)]],
    ['""', [quoted('', 0)]],
    ['"a""b"', [quoted('a', 0), quoted('b', 3)]],
    ['alpn="h2,h3" x', [word('alpn=', 0), quoted('h2,h3', 5), word('x', 13)]],
    ['a\\ b \\"c', [word('a\\ b', 0), word('\\"c', 5)]],
    ['"a\\"b\\\\" c', [quoted('a\\"b\\\\', 0), word('c', 9)]],
    ['a;b (c)', [word('a;b', 0), word('(c)', 4)]],
    ['"a b', [{ ...quoted('a b', 0), isUnclosed: true }]],
    ['a "b\\"', [word('a', 0), { ...quoted('b\\"', 2), isUnclosed: true }]],
    ['"', [{ ...quoted('', 0), isUnclosed: true }]],
    ['a\\', [word('a\\', 0)]],
    ['a\\\nb', [word('a\\\nb', 0)]],
  ];
  for (const [line, fields] of table) {
    it(`splits ${JSON.stringify(line)}`, () => expect(splitFields(line)).to.deep.equal(fields));
  }
});
