// The list of `healthy-dns top` as lines: columns that share the terminal's width. Refuses to know what is above and below.

import { escapeCharacters } from '../../base/quote.ts';
import { columnsOf, cutText, padText } from '../../base/text-columns.ts';
import type { NameView, TargetView } from '../../control/protocol/facts.ts';
import type { Paint } from '../printing/output-style.ts';
import { printDuration } from '../printing/print-time.ts';
import { nameState, type StateWord, targetState } from '../printing/state-words.ts';
import type { Listed } from './listed.ts';

export interface Canvas {
  readonly columns: number;
  readonly rows: number;
  readonly paint: Paint;
  readonly nowMs: number;
}

/** The lines of the list that are shown, and the one that is looked at. */
export interface Section {
  readonly first: number;
  readonly page: number;
  readonly cursor: number;
}

export function drawList(listed: Listed, section: Section, canvas: Canvas): readonly string[] {
  return listed.kind === 'names'
    ? drawRows(nameColumns, listed.rows, section, canvas)
    : drawRows(targetColumns, listed.rows, section, canvas);
}

interface Column<Row> {
  readonly head: string;
  /** Of those that share what is left: how much of it. */
  readonly share?: number;
  readonly width?: number;
  readonly isNumber?: true;
  /** Left out where the terminal is narrower, so that the others have room. */
  readonly fromColumns?: number;
  show(row: Row, nowSeconds: number): string | StateWord;
}

const nameColumns: readonly Column<NameView>[] = [
  { head: 'STATE', width: 12, show: nameState },
  { head: 'NAME', share: 3, show: ({ name }) => name },
  {
    head: 'ANSWERED',
    share: 2,
    fromColumns: 64,
    show: ({ addresses }) => addresses.join(' ') || 'no address',
  },
  {
    head: 'UP',
    width: 7,
    isNumber: true,
    fromColumns: 40,
    show: ({ isChecked, healthy, candidates }) => (isChecked ? `${healthy}/${candidates}` : '-'),
  },
  {
    head: 'FOR',
    width: 8,
    isNumber: true,
    fromColumns: 40,
    show: ({ isChecked, sinceSeconds }, now) => (isChecked ? printAge(sinceSeconds, now) : '-'),
  },
];

const targetColumns: readonly Column<TargetView>[] = [
  { head: 'STATE', width: 12, show: targetState },
  { head: 'TARGET', share: 3, show: ({ key }) => key },
  {
    head: 'LATENCY',
    width: 10,
    isNumber: true,
    fromColumns: 56,
    show: ({ probes }) => printMs(probes?.lastMs),
  },
  { head: 'MEAN', width: 10, isNumber: true, fromColumns: 72, show: ({ probes }) => printMs(probes?.meanMs) },
  {
    head: 'FOR',
    width: 8,
    isNumber: true,
    fromColumns: 40,
    show: ({ held, sinceSeconds }, now) => printAge(held?.sinceSeconds ?? sinceSeconds, now),
  },
  { head: 'LAST PROBE', share: 2, fromColumns: 72, show: ({ reason }) => reason ?? '-' },
];

const gap = ' ';

function drawRows<Row>(
  allColumns: readonly Column<Row>[],
  rows: readonly Row[],
  { first, page, cursor }: Section,
  { columns: width, paint, nowMs }: Canvas,
): readonly string[] {
  const columns = allColumns.filter(({ fromColumns = 0 }) => width >= fromColumns);
  const fixed = columns.reduce((sum, column) => sum + (column.width ?? 0) + gap.length, -gap.length);
  const shares = columns.reduce((sum, { share = 0 }) => sum + share, 0);
  const room = Math.max(0, width - fixed);
  const widthOf = ({ width: own, share = 0 }: Column<Row>) => own ?? Math.floor((room * share) / shares);
  const place = (column: Column<Row>, text: string) => {
    const cut = cutText(escapeCharacters(text), widthOf(column));
    return column.isNumber
      ? ' '.repeat(widthOf(column) - columnsOf(cut)) + cut
      : padText(cut, widthOf(column));
  };
  const head = columns.map((column) => place(column, column.head)).join(gap);
  const lines = rows.slice(first, first + page).map((row, at) => {
    const cells = columns.map((column) => {
      const shown = column.show(row, nowMs / 1000);
      return typeof shown === 'string'
        ? { text: place(column, shown), tone: undefined }
        : { text: place(column, shown.text), tone: shown.tone };
    });
    const line = cells.map(({ text }) => text).join(gap);
    // A terminal that is narrower than the columns shows what it can.
    if (columnsOf(line) > width) return cutText(line, width);
    if (first + at === cursor) return paint('reversed', line);
    return cells.map(({ text, tone }) => (tone === undefined ? text : paint(tone, text))).join(gap);
  });
  return [paint('strong', cutText(head, width)), ...lines];
}

function printAge(sinceSeconds: number | undefined, nowSeconds: number): string {
  return sinceSeconds === undefined ? '-' : printDuration(Math.max(0, nowSeconds - sinceSeconds));
}

function printMs(ms: number | undefined): string {
  if (ms === undefined || ms === 0) return '-';
  return ms < 100 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}
