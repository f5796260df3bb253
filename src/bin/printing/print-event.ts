// A happening as lines: when, what, and coloured by how bad it is. Refuses to know where it comes from.

import { escapeCharacters } from '../../base/quote.ts';
import { wrapText } from '../../base/text-columns.ts';
import type { EventView } from '../../control/protocol/events.ts';
import type { OutputStyle, Tone } from './output-style.ts';
import { printTime } from './print-time.ts';

const tones: Readonly<Record<EventView['level'], Tone | undefined>> = {
  debug: 'faint',
  info: undefined,
  warning: 'warning',
  error: 'bad',
  critical: 'bad',
};

/** What goes on in a second line stands below its beginning. */
const indent = '  ';

/** Without colours the severity is a word: `2026-11-22T12:00:00Z warning: 192.0.2.1 is drained …` */
export function printEvent({ atMs, level, message }: EventView, { columns, paint }: OutputStyle): string[] {
  const time = printTime(Math.floor(atMs / 1000));
  const tone = tones[level];
  const severity = tone === undefined || tone === 'faint' ? '' : `${level}: `;
  const width = columns - indent.length;
  const lines = wrapText(`${time} ${severity}${escapeCharacters(message)}`, width);
  return lines.map((line, place) => {
    if (place > 0) return `${indent}${tone === undefined ? line : paint(tone, line)}`;
    const rest = line.slice(time.length);
    return `${paint('faint', time)}${tone === undefined ? rest : paint(tone, rest)}`;
  });
}
