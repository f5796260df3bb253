// Texts in columns of a terminal.

import { expect } from 'chai';
import { columnsOf, cutText, padText, wrapText } from '../../src/base/text-columns.ts';

describe('a text in a terminal', () => {
  for (const [text, columns] of [
    ['', 0],
    ['www.example.test.', 17],
    ['日本', 4],
    ['e\u0301', 1],
    ['🎉', 2],
  ] as const)
    it(`takes ${columns} columns: "${text}"`, () => {
      expect(columnsOf(text)).to.equal(columns);
    });

  it('is cut where it is too long, and says so', () => {
    expect(['abc', 'abcd', '日本語', 'a'].map((text) => cutText(text, 3))).to.deep.equal([
      'abc',
      'ab…',
      '日…',
      'a',
    ]);
    expect(cutText('abc', 0)).to.equal('');
  });

  it('is padded, and never cut', () => {
    expect([padText('日', 4), padText('long', 2)]).to.deep.equal(['日  ', 'long']);
  });

  for (const { title, text, lines } of [
    { title: 'leaves what fits', text: 'a bc', lines: ['a bc'] },
    { title: 'breaks at blanks', text: 'one two three', lines: ['one two', 'three'] },
    {
      title: 'breaks a long name after a dot',
      text: 'www.example.test',
      lines: ['www.', 'example.', 'test'],
    },
    {
      title: 'breaks what has no sign to break after',
      text: 'aaaaaaaaaaaa b',
      lines: ['aaaaaaaa', 'aaaa b'],
    },
    { title: 'never cuts a wide character in two', text: '日日日日日', lines: ['日日日日', '日'] },
  ])
    it(title, () => {
      expect(wrapText(text, 8)).to.deep.equal(lines);
    });

  it('ends even where nothing fits', () => {
    expect(wrapText('日本 a', 1)).to.deep.equal(['日', '本', 'a']);
  });
});
