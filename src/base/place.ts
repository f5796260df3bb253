// Where in something that an operator wrote a finding stands, and how to show it: the line, and a caret beneath. Refuses to
// know what the text means.

import { maskSecrets, maskUrls } from './mask-secrets.ts';
import { escapeCharacters } from './quote.ts';
import { columnsOf } from './text-columns.ts';

/** A position in something that an operator wrote. */
export interface Place {
  /** A file, a flag or a variable. */
  readonly source: string;
  /** From 1. */
  readonly line: number;
  /** In characters, from 1. */
  readonly column: number;
  /** The line itself, shortened around the column, without tabs and control characters. */
  readonly excerpt: string;
  /** How many columns of a terminal the excerpt takes before the place. */
  readonly indent: number;
}

/** Either side of what is shown: a secret that is cut is known by the rest of it. */
const lookedAtCharacters = 200;
/** Either side of the place. A line of 120 characters fits into most windows, with room for what a log puts before it. */
const shownCharactersMax = 60;
const tabColumns = 4;

/** In one pass over the text, however many there are. `offsets` are in UTF-16 units, in any order. */
export function describePlaces(source: string, text: string, offsets: readonly number[]): Place[] {
  const places = new Map<number, Place>();
  let line = 1;
  let lineStart = 0;
  let lineEnd = endOfLine(text, 0);
  let counted = 0;
  let column = 1;
  for (const offset of offsets.map((at) => Math.min(at, text.length)).sort((a, b) => a - b)) {
    while (lineEnd < offset) {
      lineStart = lineEnd + 1;
      lineEnd = endOfLine(text, lineStart);
      line++;
      counted = lineStart;
      column = 1;
    }
    for (; counted < offset; counted++) if (!isSecondHalf(text.charCodeAt(counted))) column++;
    places.set(offset, { source, line, column, ...showLine(text, lineStart, offset, lineEnd) });
  }
  return offsets.flatMap((offset) => places.get(Math.min(offset, text.length)) ?? []);
}

/** `names.json:12:23`, as compilers write it and editors understand it; of a flag or a variable, which is no file: `--ns, column 7`. */
export function printPosition({ source, line, column }: Place): string {
  if (!/^--|^[A-Z_]+$/.test(source)) return `${source}:${line}:${column}`;
  return `${source},${line === 1 ? '' : ` line ${line},`} column ${column}`;
}

/** The position, the line and the caret, each on a line of its own. */
export function printPlace(place: Place): readonly string[] {
  const position = `  at ${printPosition(place)}`;
  // Of a file that could not be read there is nothing to show.
  if (place.excerpt === '') return [position];
  return [position, `    ${place.excerpt}`, `    ${' '.repeat(place.indent)}^`];
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

function showLine(text: string, start: number, offset: number, end: number) {
  const from = Math.max(start, offset - shownCharactersMax);
  const to = Math.min(end, offset + shownCharactersMax);
  // Blanks at the beginning say nothing once the place is known, but for a place among them.
  const indentation = /^[ \t]*/.exec(text.slice(from, offset))?.[0].length ?? 0;
  const isCut = from > start;
  const lookedFrom = Math.max(start, from - lookedAtCharacters);
  const masked = maskUrls(maskSecrets(text.slice(lookedFrom, Math.min(end, to + lookedAtCharacters))));
  const before = show(masked.slice((isCut ? from : from + indentation) - lookedFrom, offset - lookedFrom), 0);
  const prefix = isCut ? '…' : '';
  const after = show(masked.slice(offset - lookedFrom, to - lookedFrom).trimEnd(), before.columns).text;
  return {
    excerpt: `${prefix}${before.text}${after}${to < end ? '…' : ''}`,
    indent: prefix.length + before.columns,
  };
}

/** Printable, and how many columns it takes. */
function show(part: string, startColumn: number): { readonly text: string; readonly columns: number } {
  let text = '';
  let columns = startColumn;
  for (const character of part) {
    const shown =
      character === '\t' ? ' '.repeat(tabColumns - (columns % tabColumns)) : escapeCharacters(character);
    text += shown;
    columns += shown === character ? columnsOf(character) : shown.length;
  }
  return { text, columns: columns - startColumn };
}

function isSecondHalf(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
