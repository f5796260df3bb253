// Tables, as wide as the terminal allows.

import { expect } from 'chai';
import { columnsOf } from '../../../src/base/text-columns.ts';
import { colours, noColours, paintFor, styleOf } from '../../../src/bin/printing/output-style.ts';
import { printColumns } from '../../../src/bin/printing/print-columns.ts';

describe('a table', () => {
  const style = { columns: 40, paint: noColours };

  it('has columns as wide as their widest cell', () => {
    expect(
      printColumns([
        ['A', 'B'],
        ['one', 'two'],
        ['x', ''],
      ]),
    ).to.deep.equal(['A    B', 'one  two', 'x']);
  });

  it('continues a cell below where the row would be too wide', () => {
    const lines = printColumns(
      [
        ['STATE', 'NAME', 'FOR'],
        ['up', 'a-long-name.of-a-service.example.test.', '5 s'],
      ],
      style,
    );
    expect(lines).to.deep.equal([
      'STATE  NAME                          FOR',
      'up     a-long-name.of-a-service.     5 s',
      '       example.test.',
    ]);
  });

  it('never is wider than the terminal, whatever the cells hold', () => {
    const long = 'x'.repeat(200);
    const rows = [
      [long, 'short', `${long} ${long}`, 'a'],
      ['b', long, '', long],
    ];
    for (const columns of [40, 80, 133])
      for (const line of printColumns(rows, { columns, paint: noColours }))
        expect(columnsOf(line)).to.be.at.most(columns);
  });

  it('paints a cell, and neither its padding nor what follows', () => {
    const lines = printColumns(
      [
        [{ text: 'up', tone: 'good' }, 'www'],
        ['longer', 'x'],
      ],
      { columns: 80, paint: colours },
    );
    expect(lines).to.deep.equal(['\u001b[32mup\u001b[0m      www', 'longer  x']);
  });

  it('shows control characters of strangers as text', () => {
    const hostile = '\u001b]0;owned\u0007\u001b[2J\u009b1m\r\n\u202e';
    expect(printColumns([[hostile]])).to.deep.equal([
      '\\u001b]0;owned\\u0007\\u001b[2J\\u009b1m\\u000d\\u000a\\u202e',
    ]);
  });
});

describe('the style of output', () => {
  for (const { title, output, environment, isColoured } of [
    { title: 'has colours in a terminal', output: { isTTY: true }, environment: {}, isColoured: true },
    { title: 'has none in a pipe', output: {}, environment: {}, isColoured: false },
    {
      title: 'has none with NO_COLOR',
      output: { isTTY: true },
      environment: { NO_COLOR: '0' },
      isColoured: false,
    },
    {
      title: 'has them where NO_COLOR is empty',
      output: { isTTY: true },
      environment: { NO_COLOR: '' },
      isColoured: true,
    },
    {
      title: 'has none on a dumb terminal',
      output: { isTTY: true },
      environment: { TERM: 'dumb' },
      isColoured: false,
    },
  ])
    it(title, () => {
      expect(paintFor(output, environment)).to.equal(isColoured ? colours : noColours);
    });

  it('is as wide as the terminal, as COLUMNS says, or 80 columns', () => {
    const widths = [
      styleOf({ isTTY: true, columns: 132 }, { COLUMNS: '200' }),
      styleOf({}, { COLUMNS: '200' }),
      styleOf({}, { COLUMNS: 'wide' }),
      styleOf({ isTTY: true, columns: 3 }, {}),
    ];
    expect(widths.map(({ columns }) => columns)).to.deep.equal([132, 200, 80, 40]);
  });
});
