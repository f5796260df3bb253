// What became of a name or a target, for people: bars, shares of the time, latency and changes. Refuses to know who asked.

import { columnsOf, cutText, padText, wrapText } from '../../base/text-columns.ts';
import type { HistoryChange, HistoryReply, HistorySeries, Share } from '../../control/protocol/history.ts';
import type { OutputStyle, Tone } from './output-style.ts';
import { type BarSigns, explainBar, printBar, printShare } from './print-bar.ts';
import { type Cell, printColumns } from './print-columns.ts';
import { printDuration, printTime } from './print-time.ts';

export interface HistoryStyle extends OutputStyle {
  readonly signs: BarSigns;
}

export const historyDaysMax = 90;
/** With what stands beside it, a bar takes 80 columns at most. */
export const barWidth = 48;

/** Availability and, of the changes in the time that was asked for, `most`. */
export function printPast(found: HistoryReply, most: number, style: HistoryStyle): readonly string[] {
  if (found.isUnchecked === true)
    return wrapText('It is answered whatever happens, without a check: it has no history.', style.columns);
  return [...printAvailability(found, style), '', ...printChanges(found, most, style)];
}

/** Of the time that was asked for and of all that is kept. */
function printAvailability(found: HistoryReply, style: HistoryStyle): string[] {
  const { fromSeconds, toSeconds, up, up7d, up30d, up90d, series, bars, keptIn } = found;
  const rows: readonly (readonly [string, readonly Share[], Share])[] = [
    [`last ${printDuration(toSeconds - fromSeconds)}`, series.up, up],
    [`last ${historyDaysMax} days`, bars.days, up90d],
  ];
  const labelColumns = Math.max(...rows.map(([label]) => columnsOf(label)));
  const width = Math.min(barWidth, style.columns - labelColumns - ' 100.00 %'.length - 4);
  const longest = Math.max(...rows.map(([, shares]) => Math.min(width, shares.length)));
  const bar = (shares: readonly Share[]) => padText(printBar(shares, width, style.signs), longest);
  return [
    ...rows.map(
      ([label, shares, share]) =>
        `${padText(label, labelColumns)}  ${paintBar(bar(shares), style)}  ${printShare(share)}`,
    ),
    style.paint('faint', explainBar(style.signs)),
    '',
    `up: ${printShare(up7d)} of 7 days, ${printShare(up30d)} of 30 days`,
    ...printLatency(series),
    ...(keptIn === 'memory' ? ['history is in memory only: a restart forgets it (see --history)'] : []),
  ];
}

function paintBar(bar: string, { signs, paint }: HistoryStyle): string {
  const tones: Readonly<Record<string, Tone>> = {
    [signs.up]: 'good',
    [signs.partly]: 'warning',
    [signs.down]: 'bad',
    [signs.unknown]: 'faint',
  };
  const runs = bar.match(/(.)\1*/gu) ?? [];
  return runs.map((run) => paint(tones[run.charAt(0)] ?? 'faint', run)).join('');
}

function printLatency({ meanMs, maxMs }: HistorySeries): string[] {
  const means = meanMs.filter((ms) => ms !== null);
  if (means.length === 0) return [];
  const mean = means.reduce((sum, ms) => sum + ms, 0) / means.length;
  const max = maxMs.reduce((most: number, ms) => Math.max(most, ms ?? 0), 0);
  return [`probes took ${mean.toFixed(1)} ms on average, ${max.toFixed(1)} ms at most`];
}

/** The newest first; `most` of them. */
function printChanges(
  { changes, goneSeconds, toSeconds, hasMoreChanges }: HistoryReply,
  most: number,
  style: OutputStyle,
): string[] {
  if (changes.length === 0) return ['nothing changed in this time'];
  const rows = changes.slice(0, most).map(({ atSeconds, state, ...change }, place): Cell[] => {
    const until = changes[place - 1]?.atSeconds ?? goneSeconds ?? toSeconds;
    return [
      printTime(atSeconds),
      { text: words[state] ?? state, tone: toneOf(state) },
      printDuration(Math.max(0, until - atSeconds)),
      printReason(change, style),
    ];
  });
  return [
    ...printColumns([['SINCE', 'STATE', 'FOR', 'BECAUSE'], ...rows], style),
    ...(changes.length > most || hasMoreChanges
      ? ['and more before; choose a shorter --since, or see --json']
      : []),
  ];
}

/** A backend's page may be in it; the beginning says what it is. */
const reasonLines = 2;

function printReason(
  { reason, leftOut }: Pick<HistoryChange, 'reason' | 'leftOut'>,
  { columns }: OutputStyle,
): string {
  const before = leftOut === 0 ? [] : [`after ${leftOut} more changes`];
  const short = Number.isFinite(columns) ? cutText(reason, reasonLines * Math.floor(columns / 2)) : reason;
  return [...(reason === '' ? [] : [short]), ...before].join(', ');
}

/** What a name is answered from, as everything else here says it. */
const words: Readonly<Record<string, string>> = {
  candidates: 'up',
  backups: 'on backup',
  policy: 'all down',
  nothing: 'down',
};

function toneOf(state: string): Tone {
  if (state === 'up' || state === 'candidates') return 'good';
  return ['down', 'held down', 'forced down', 'nothing', 'policy'].includes(state) ? 'bad' : 'warning';
}
