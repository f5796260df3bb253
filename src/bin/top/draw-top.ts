// The screen of `healthy-dns top` as lines, each as wide as the terminal at most. Refuses to know where they go. All text is of
// others until `cell` has taken out what a terminal might obey.
//
//   healthy-dns 0.1.0, running for 3 h                          120.5 queries/s
//   what is not well, the worst first
//   12 names: …; 20 targets: …; NOERROR 118.2/s, NXDOMAIN 2.3/s
//
//   STATE        NAME                     ANSWERED               UP       FOR
//   …
//   why the line under the cursor is as it is
//   names 12  by state  /filter                       ? help  q quit

import { escapeCharacters } from '../../base/quote.ts';
import { columnsOf, cutText, padText, wrapText } from '../../base/text-columns.ts';
import { windowClosed } from '../../control/ask-control.ts';
import type { Overview, Problem, Rates } from '../../control/protocol/overview.ts';
import { countOf } from '../../window/model/phrases.ts';
import type { Tone } from '../printing/output-style.ts';
import { printDuration } from '../printing/print-time.ts';
import { type Choice, sortings } from './choice.ts';
import { type Canvas, drawList } from './draw-list.ts';
import { helpLines } from './help-lines.ts';
import type { Listed } from './listed.ts';
import type { LivePicture } from './live-picture.ts';

/** A screen that is not high shows more of the list. */
const problemsMax = (rows: number) => (rows >= 40 ? 5 : rows >= 30 ? 3 : 1);
/** Below the list: why, and what was chosen. */
const reasonLines = 2;
/** In less, what is around the list would leave less than half of it. */
const roomyRows = 14;
/** In less, the keys would hide what was chosen. */
const footColumns = 70;

export interface Drawn {
  readonly lines: readonly string[];
  /** Lines of the list that fit. */
  readonly page: number;
}

export function drawTop(picture: LivePicture, choice: Choice, listed: Listed, canvas: Canvas): Drawn {
  const isRoomy = canvas.rows >= roomyRows;
  const head = drawHead(picture, canvas);
  // The first line says who tells; the second one, what is wrong.
  const above = isRoomy ? [...head, ''] : head.slice(0, 2).slice(-1);
  const below = (isRoomy ? reasonLines : 0) + 1;
  const page = Math.max(1, canvas.rows - above.length - 1 - below);
  if (choice.isHelp) {
    const help = helpLines.map((line) => cutText(line, canvas.columns));
    return { page, lines: above.length + help.length > canvas.rows ? help : [...above, ...help] };
  }
  const cursor = Math.max(0, Math.min(choice.cursor, listed.rows.length - 1));
  // The page of the list that has the cursor on it.
  const first = Math.floor(cursor / page) * page;
  const table = drawList(listed, { first, page, cursor }, canvas);
  const filling = Array.from({ length: Math.max(0, page + 1 - table.length) }, () => '');
  return {
    page,
    lines: [
      ...above,
      ...table,
      ...filling,
      ...(isRoomy ? drawReason(listed, cursor, canvas) : []),
      drawFoot(choice, listed, canvas),
    ],
  };
}

function drawHead({ overview, rates, lost }: LivePicture, canvas: Canvas): readonly string[] {
  const { paint, columns, nowMs, rows } = canvas;
  if (overview === undefined) return [cell('waiting for the daemon', columns)];
  const left = `healthy-dns ${overview.version}, running for ${printDuration(Math.max(0, nowMs / 1000 - overview.startedSeconds))}`;
  const lines = [
    spread(left, rates === undefined ? '' : printQueries(rates), columns, (text) => paint('strong', text)),
  ];
  if (lost !== undefined) {
    const ago = printDuration((nowMs - lost.sinceMs) / 1000);
    lines.push(
      paint(
        'reversed',
        cell(`NO ANSWER for ${ago} (${explainLoss(lost.problem)}); below is how it was`, columns),
      ),
    );
  }
  return [
    ...lines,
    ...drawProblems(overview, problemsMax(rows), canvas),
    cell(printCounts(overview, rates), columns),
  ];
}

/** Short: `status` says more. */
function explainLoss(problem: string): string {
  if (problem === windowClosed) return 'it serves, but cannot tell for the moment';
  return problem === 'ENOENT' || problem === 'ECONNREFUSED' ? 'it does not run' : problem;
}

const tones: Readonly<Record<Problem['level'], Tone>> = {
  critical: 'bad',
  warning: 'warning',
  notice: 'faint',
};

function drawProblems(
  { isWell, words, problems }: Overview,
  most: number,
  { paint, columns }: Canvas,
): readonly string[] {
  const shown = isWell ? problems.slice(0, most - 1) : problems.slice(0, most);
  const more = problems.length - shown.length;
  const lines = shown.map(({ level, text }, place) => {
    const others = more > 0 && place === shown.length - 1 ? ` (and ${more} more)` : '';
    const begin = cell(text, Math.max(0, columns - others.length));
    return paint(tones[level], cutText(`${begin}${others}`, columns));
  });
  return isWell ? [paint('good', cell(words, columns)), ...lines] : lines;
}

function printQueries({ queries, dropped, truncated }: Rates): string {
  return [
    `${printRate(queries)} queries/s`,
    ...(dropped > 0 ? [`${printRate(dropped)} dropped/s`] : []),
    ...(truncated > 0 ? [`${printRate(truncated)} truncated/s`] : []),
  ].join(', ');
}

function printCounts({ names, targets }: Overview, rates: Rates | undefined): string {
  const codes = Object.entries(rates?.byCode ?? {}).sort(([, a], [, b]) => b - a);
  const count = (number: number, word: string) => (number > 0 ? [`${number} ${word}`] : []);
  return [
    `${countOf(names.total, 'name')}: ${[
      ...count(names.candidates, 'answered'),
      ...count(names.backups, 'on backup'),
      ...count(names.policy, 'all down'),
      ...count(names.nothing, 'down'),
    ].join(', ')}`,
    `${countOf(targets.total, 'target')}: ${[
      ...count(targets.up, 'up'),
      ...count(targets.down, 'down'),
      ...count(targets.held, 'held'),
      ...count(targets.overridden, 'by hand'),
    ].join(', ')}`,
    ...(codes.length === 0 ? [] : [codes.map(([code, rate]) => `${code} ${printRate(rate)}/s`).join(', ')]),
  ].join('; ');
}

/** `0.4`, `12`, `120 k` */
function printRate(perSecond: number): string {
  if (perSecond >= 100_000) return `${Math.round(perSecond / 1000)} k`;
  return perSecond >= 10 ? String(Math.round(perSecond)) : String(Math.round(perSecond * 10) / 10);
}

/** What there was no room for in the line under the cursor. */
function drawReason(listed: Listed, cursor: number, { columns, paint }: Canvas): readonly string[] {
  const text =
    listed.kind === 'names'
      ? sentence(listed.rows[cursor]?.name, listed.rows[cursor]?.why)
      : sentence(listed.rows[cursor]?.key, listed.rows[cursor]?.names.join(' '));
  const lines = wrapText(escapeCharacters(text), columns);
  return Array.from({ length: reasonLines }, (_, place) => {
    const line = place === reasonLines - 1 ? lines.slice(place).join(' ') : (lines[place] ?? '');
    return paint('faint', cutText(line, columns));
  });
}

function sentence(subject: string | undefined, rest: string | undefined): string {
  if (subject === undefined) return 'there is nothing to show';
  return rest === undefined || rest === '' ? subject : `${subject}: ${rest}`;
}

function drawFoot(
  { list, sorting, filter, isTyping }: Choice,
  { rows }: Listed,
  { columns, paint }: Canvas,
): string {
  const by = sortings[list][sorting[list]] ?? '';
  const filtered = isTyping || filter !== '' ? `  /${escapeCharacters(filter)}${isTyping ? '_' : ''}` : '';
  const isNarrow = columns < footColumns;
  const typingKeys = isNarrow ? '' : 'Enter keeps the filter, Escape drops it';
  const allKeys = `${list === 'names' ? 't targets' : 'n names'}  s sort  / filter  ? help  q quit`;
  const keys = isTyping ? typingKeys : isNarrow ? '? help  q quit' : allKeys;
  const one = list === 'names' ? 'name' : 'target';
  return spread(`${countOf(rows.length, one)} by ${by}${filtered}`, keys, columns, (text) =>
    paint('reversed', text),
  );
}

/** One text at the left, one at the right; the left one gives way. */
function spread(left: string, right: string, columns: number, paint: (text: string) => string): string {
  const end = cutText(escapeCharacters(right), columns);
  const room = Math.max(0, columns - columnsOf(end) - 2);
  const begin = cell(left, room);
  return paint(cutText(`${padText(begin, room)}${room > 0 ? '  ' : ''}${end}`, columns));
}

function cell(text: string, columns: number): string {
  return cutText(escapeCharacters(text), columns);
}
