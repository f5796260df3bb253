// `healthy-dns history`: when a name or a target was up, what changed and why.

import { escapeCharacters } from '../../base/quote.ts';
import type { CommandLine } from '../../config/sources/raw-value.ts';
import { readDuration } from '../../config/sources/read-duration.ts';
import { viewControl } from '../../control/ask-control.ts';
import type { HistoryChange, HistoryReply, HistorySeries } from '../../control/protocol/history.ts';
import { routes } from '../../control/protocol/routes.ts';
import { type OutputStyle, styleOf, type Tone } from '../printing/output-style.ts';
import { type BarSigns, barSigns, explainBar, printBar, printShare } from '../printing/print-bar.ts';
import { printColumns } from '../printing/print-columns.ts';
import { printError } from '../printing/print-error.ts';
import { printDuration, printTime } from '../printing/print-time.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { findControlSocket, printUnreachable } from './control-socket.ts';

export interface HistoryOptions {
  /** As typed. */
  readonly since: string | undefined;
  readonly asJson: boolean;
}

const sinceDefault = '24h';
const minuteSeconds = 60;
const sinceDaysMax = 90;
/** With what stands beside it, a bar takes 80 columns at most. */
const barWidth = 48;
/** A screen; --json has them all. */
const changesShownMax = 20;
/** What a state means, where it is not a warning. */
const tones: Readonly<Record<string, Tone>> = {
  up: 'good',
  candidates: 'good',
  down: 'bad',
  nothing: 'bad',
  policy: 'bad',
  'forced down': 'bad',
};

export async function history(
  subject: string,
  commandLine: CommandLine,
  environment: NodeJS.ProcessEnv,
  { since = sinceDefault, asJson }: HistoryOptions,
): Promise<number> {
  const socketPath = await findControlSocket(commandLine, environment);
  if (socketPath === undefined) return ExitCode.config;
  const seconds = readDuration(since);
  if (seconds === undefined || seconds < minuteSeconds || seconds > sinceDaysMax * 86_400) {
    printError(
      `error: --since: "${since}" is not a duration from 1m to ${sinceDaysMax}d; write 45m, 24h or 7d`,
    );
    return ExitCode.usage;
  }
  const query = { subject, since: String(seconds), points: String(asJson ? 300 : barWidth + 1) };
  const asked = await viewControl(socketPath, routes.history, query);
  if (!asked.ok) return printUnreachable(socketPath, asked.problem);
  const answer = asked.value;
  if (answer.kind === 'refused') {
    const { problem, error } = answer.refusal;
    printError(`error: ${error}`);
    return problem === 'unknown' ? ExitCode.noSuchName : ExitCode.usage;
  }
  process.stdout.write(
    asJson
      ? `${JSON.stringify(answer.reply, undefined, 2)}\n`
      : printHistory(answer.reply, barSigns(environment), styleOf(process.stdout, environment)),
  );
  return ExitCode.ok;
}

export function printHistory(found: HistoryReply, signs: BarSigns, style: OutputStyle): string {
  const { kind, key, goneSeconds, keptIn, fromSeconds, toSeconds, up, up7d, up30d, up90d } = found;
  const { series, bars, changes } = found;
  const bar = (shares: HistorySeries['up']) => printBar(shares, barWidth, signs);
  const lines = [escapeCharacters(kind === 'target' ? `target ${key}` : key)];
  if (goneSeconds !== undefined) lines.push(`not configured since ${printTime(goneSeconds)}`);
  lines.push(
    '',
    ...printColumns([
      [`last ${printDuration(toSeconds - fromSeconds)}`, bar(series.up), printShare(up)],
      [`last ${sinceDaysMax} days`, bar(bars.days), printShare(up90d)],
    ]),
    explainBar(signs),
    '',
    `up: ${printShare(up7d)} of 7 days, ${printShare(up30d)} of 30 days`,
    ...printLatency(series),
    '',
    ...printChanges(changes, toSeconds, style),
  );
  if (changes.length > changesShownMax || found.hasMoreChanges)
    lines.push(`and more before; choose a shorter --since, or see --json`);
  if (keptIn === 'memory') lines.push('', 'history is in memory only: a restart forgets it (see --history)');
  return `${lines.join('\n')}\n`;
}

function printLatency({ meanMs, maxMs }: HistorySeries): string[] {
  const means = meanMs.filter((ms) => ms !== null);
  if (means.length === 0) return [];
  const mean = means.reduce((sum, ms) => sum + ms, 0) / means.length;
  const max = Math.max(...maxMs.map((ms) => ms ?? 0));
  return [`probes took ${mean.toFixed(1)} ms on average, ${max.toFixed(1)} ms at most`];
}

function printChanges(changes: readonly HistoryChange[], toSeconds: number, style: OutputStyle): string[] {
  if (changes.length === 0) return ['nothing changed in this time'];
  const rows = changes.slice(0, changesShownMax).map(({ atSeconds, state, reason, leftOut }, place) => {
    const until = changes[place - 1]?.atSeconds ?? toSeconds;
    const before = leftOut === 0 ? [] : [`after ${leftOut} more changes`];
    return [
      printTime(atSeconds),
      { text: state, tone: tones[state] ?? 'warning' },
      printDuration(Math.max(0, until - atSeconds)),
      [...(reason === '' ? [] : [reason]), ...before].join(', '),
    ];
  });
  return printColumns([['SINCE', 'STATE', 'FOR', 'BECAUSE'], ...rows], style);
}
