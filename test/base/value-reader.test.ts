// Each reader: what it lets through, where it finds the first difference, and that it never trusts what is inherited.

import { expect } from 'chai';
import {
  boolean,
  dictionary,
  list,
  number,
  object,
  optional,
  type Reader,
  text,
  textThat,
  union,
  wholeNumber,
  word,
} from '../../src/base/value-reader.ts';

interface Leaf {
  readonly kind: 'leaf';
  readonly size: number;
}
interface Branch {
  readonly kind: 'branch';
  readonly parts: readonly Tree[];
}
type Tree = Leaf | Branch;

const leaf = object<Leaf>({ kind: word(['leaf']), size: number });
const branch: Reader<Branch> = object<Branch>({
  kind: word(['branch']),
  parts: list((part) => tree(part)),
});
const tree = union<Tree>('kind', { leaf, branch });
const named = object<{ readonly name: string; readonly age?: number }>({ name: text, age: optional(number) });
const strict = object<{ readonly name: string }>({ name: text }, 'refused');

describe('a value reader', () => {
  const good: readonly (readonly [string, Reader<unknown>, unknown])[] = [
    ['an empty text', text, ''],
    ['a number', number, -0.5],
    ['false', boolean, false],
    ['a known word', word(['up', 'down']), 'down'],
    ['a text that fits', textThat((given) => given.length < 3, 'short'), 'ab'],
    ['the smallest and largest whole number', list(wholeNumber(1, 9)), [1, 9]],
    ['an empty array', list(text), []],
    ['an object without its optional key', named, { name: 'a' }],
    ['an object with undefined at its optional key', named, { name: 'a', age: undefined }],
    ['an object with keys of a newer version', named, { name: 'a', colour: 'blue' }],
    ['any keys of a dictionary', dictionary(text), { a: '', ['__proto__x']: 'b' }],
    ['a union that holds itself', tree, { kind: 'branch', parts: [{ kind: 'leaf', size: 1 }] }],
  ];
  for (const [what, reader, value] of good) {
    it(`lets ${what} through, the value itself`, () => {
      const read = reader(value);
      expect(read.ok && read.value).to.equal(value);
    });
  }

  const bad: readonly (readonly [string, Reader<unknown>, unknown, string, readonly (string | number)[]])[] =
    [
      ['a number for a text', text, 5, 'wrong', []],
      ['null for a number', number, null, 'wrong', []],
      ['a word that is not known', word(['up', 'down']), 'toString', 'wrong', []],
      ['a fraction for a whole number', wholeNumber(1, 9), 1.5, 'wrong', []],
      ['a whole number beyond its bounds', wholeNumber(1, 9), 10, 'wrong', []],
      ['an object for an array', list(text), {}, 'wrong', []],
      ['an array that is too long', list(text, 1), ['a', 'b'], 'wrong', []],
      ['an array for an object', named, [], 'wrong', []],
      ['an array for a dictionary', dictionary(text), [], 'wrong', []],
      ['a bad item', list(list(text)), [['a'], ['b', 7]], 'wrong', [1, 1]],
      ['a bad entry', dictionary(text), { a: 'b', c: null }, 'wrong', ['c']],
      ['a missing key', named, { age: 5 }, 'missing', ['name']],
      ['null at an optional key', named, { name: 'a', age: null }, 'wrong', ['age']],
      ['an inherited key', named, Object.create({ name: 'a' }), 'missing', ['name']],
      ['an unknown key where none may be', strict, { name: 'a', nam: 'b' }, 'unknown', ['nam']],
      ['a union without its tag', tree, {}, 'missing', ['kind']],
      ['a union with a tag that every object inherits', tree, { kind: 'toString' }, 'wrong', ['kind']],
      ['a union of text', tree, 'leaf', 'wrong', []],
      [
        'a fault deep in a union',
        tree,
        { kind: 'branch', parts: [{ kind: 'leaf' }] },
        'missing',
        ['parts', 0, 'size'],
      ],
    ];
  for (const [what, reader, value, kind, path] of bad) {
    it(`refuses ${what}, and says where`, () => {
      const read = reader(value);
      expect(read.ok ? 'read' : { kind: read.problem.kind, path: read.problem.path }).to.deep.equal({
        kind,
        path,
      });
    });
  }
});
