// Places in a text, and the line with a caret beneath.

import { expect } from 'chai';
import { describePlaces, printPlace, printPosition } from '../../src/base/place.ts';

/** The excerpt, and the caret beneath it. */
function shown(text: string, mark: string): readonly string[] {
  const [place] = describePlaces('file', text, [text.indexOf(mark)]);
  if (place === undefined) throw new Error('there is no place');
  return printPlace(place);
}

describe('a place', () => {
  it('counts lines and characters from 1, in any order and with repetitions', () => {
    const text = 'ab\n😀é!\n\n\nend';
    const offsets = [text.length, 0, text.indexOf('!'), 3, 0, 1000];
    expect(describePlaces('f', text, offsets).map(({ line, column }) => [line, column])).to.deep.equal([
      [5, 4],
      [1, 1],
      [2, 3],
      [2, 1],
      [1, 1],
      [5, 4],
    ]);
  });

  const positions: readonly (readonly [source: string, text: string, printed: string])[] = [
    ['/etc/names.json', 'X', '/etc/names.json:1:1'],
    ['/etc/names.json', 'a:\n  X', '/etc/names.json:2:3'],
    ['--ns', '[X', '--ns, column 2'],
    ['HEALTHY_DNS_NS', 'a:\n  X', 'HEALTHY_DNS_NS, line 2, column 3'],
  ];
  for (const [source, text, printed] of positions) {
    it(`is printed as ${printed}`, () => {
      expect(describePlaces(source, text, [text.indexOf('X')]).map(printPosition)).to.deep.equal([printed]);
    });
  }

  const table: readonly (readonly [string, string, string, readonly string[]])[] = [
    ['has a caret beneath', 'a: X', 'X', ['  at file:1:4', '    a: X', '       ^']],
    ['leaves out the indentation', 'a:\n    b: X', 'X', ['  at file:2:8', '    b: X', '       ^']],
    ['counts wide characters twice', '日本: X', 'X', ['  at file:1:5', '    日本: X', '          ^']],
    ['counts combining marks not at all', 'e\u0301: X', 'X', ['  at file:1:5', '    e\u0301: X', '       ^']],
    ['replaces tabs', 'a:\tX', 'X', ['  at file:1:4', '    a:  X', '        ^']],
    [
      'escapes control characters',
      'a\u001b[2J X',
      'X',
      ['  at file:1:7', '    a\\u001b[2J X', '               ^'],
    ],
    ['shows no carriage return', 'a: X\r\n', 'X', ['  at file:1:4', '    a: X', '       ^']],
  ];
  for (const [what, text, mark, lines] of table) {
    it(what, () => expect(shown(text, mark)).to.deep.equal(lines));
  }

  it('shortens a line of a megabyte to what is around it', () => {
    const [, line = '', caret = ''] = shown(`${'a'.repeat(500_000)}X${'b'.repeat(500_000)}`, 'X');
    expect(line).to.match(/^ {4}…a{60}Xb{59}…$/);
    expect(line[caret.indexOf('^')]).to.equal('X');
  });

  it('has no line to show of nothing', () => {
    const place = { source: 'file', line: 1, column: 1, excerpt: '', indent: 0 };
    expect(printPlace(place)).to.deep.equal(['  at file:1:1']);
  });
});
