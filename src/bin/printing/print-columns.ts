// Rows of cells -> lines of a table, each column as wide as its widest cell, or as narrow as it must be for the table to fit:
// what does not fit into its cell goes on below. Whatever a cell holds, a terminal obeys none of it.

import { escapeCharacters } from '../../base/quote.ts';
import { columnsOf, padText, wrapText } from '../../base/text-columns.ts';
import { noColours, type OutputStyle, type Tone } from './output-style.ts';

export type Cell = string | { readonly text: string; readonly tone: Tone };

const gap = '  ';
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

/** The widest are narrowed, all to the same width, until the row fits. */
export function fitWidths(widths: readonly number[], columns: number): readonly number[] {
  const room = columns - gap.length * (widths.length - 1);
  const total = (most: number) => widths.reduce((sum, width) => sum + Math.min(width, most), 0);
  let most = Math.max(columnMin, ...widths);
  while (most > columnMin && total(most) > room) most--;
  // What rounding left goes to the last of those that were narrowed.
  const narrowed = widths.map((width) => Math.min(width, most));
  const last = widths.findLastIndex((width) => width > most);
  const left = Math.max(0, room - total(most));
  return narrowed.map((width, place) => (place === last && Number.isFinite(left) ? width + left : width));
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
