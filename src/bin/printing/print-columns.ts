// Rows of cells -> lines of a table, each column as wide as its widest cell, or as narrow as it must be for the table to fit:
// what does not fit into its cell goes on below. Whatever a cell holds, a terminal obeys none of it.

import { escapeCharacters } from '../../base/quote.ts';
import { columnsOf, padText, wrapText } from '../../base/text-columns.ts';
import { noColours, type OutputStyle, type Tone } from './output-style.ts';

export type Cell = string | { readonly text: string; readonly tone: Tone };

const gap = '  ';
/** Whatever else is in the row: most words and addresses are no longer. */
const columnUsual = 24;
/** Enough to recognise a word by. */
const columnMin = 8;

/** For what is never wide. */
const unbounded: OutputStyle = { columns: Number.POSITIVE_INFINITY, paint: noColours };

export function printColumns(rows: readonly (readonly Cell[])[], style: OutputStyle = unbounded): string[] {
  const shown = rows.map((row) => row.map((cell) => escapeCharacters(textOf(cell))));
  const widths = fitWidths(
    shown[0]?.map((_, column) =>
      shown.reduce((most, row) => Math.max(most, columnsOf(row[column] ?? '')), 0),
    ) ?? [],
    style.columns,
  );
  return rows.flatMap((row, place) => printRow(row, shown[place] ?? [], widths, style));
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

/** The wide ones are narrowed, all to the same width; if that is not enough, one after the other, the widest first. */
function fitWidths(widths: readonly number[], columns: number): readonly number[] {
  const room = columns - gap.length * (widths.length - 1);
  if (sum(widths) <= room) return widths;
  let most = Math.max(...widths);
  const capped = () => widths.map((width) => Math.min(width, most));
  while (most > columnUsual && sum(capped()) > room) most--;
  const fitted = capped();
  const widestFirst = [...widths.keys()].sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0));
  for (const column of widestFirst) {
    const width = fitted[column] ?? 0;
    // What rounding left goes to the widest.
    const wanted = Math.min(widths[column] ?? 0, width + room - sum(fitted));
    fitted[column] = Math.max(Math.min(width, columnMin), wanted);
  }
  return fitted;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function printRow(
  row: readonly Cell[],
  texts: readonly string[],
  widths: readonly number[],
  { paint }: OutputStyle,
): string[] {
  const cells = texts.map((text, column) => wrapText(text, widths[column] ?? 0));
  const height = Math.max(1, ...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, at) => {
    const lastColumn = cells.findLastIndex((lines) => (lines[at] ?? '') !== '');
    return row
      .slice(0, lastColumn + 1)
      .map((cell, column) => {
        const text = cells[column]?.[at] ?? '';
        const padding = column === lastColumn ? '' : padText('', (widths[column] ?? 0) - columnsOf(text));
        return `${typeof cell === 'string' ? text : paint(cell.tone, text)}${padding}`;
      })
      .join(gap)
      .trimEnd();
  });
}
