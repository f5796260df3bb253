// `healthy-dns history`: when a name or a target was up, what changed and why.

import { escapeCharacters } from '../../base/quote.ts';
import { wrapText } from '../../base/text-columns.ts';
import type { CommandLine } from '../../config/sources/raw-value.ts';
import { readDuration } from '../../config/sources/read-duration.ts';
import { viewControl } from '../../control/ask-control.ts';
import type { HistoryReply } from '../../control/protocol/history.ts';
import { routes } from '../../control/protocol/routes.ts';
import { styleOf } from '../printing/output-style.ts';
import { barSigns } from '../printing/print-bar.ts';
import { printError } from '../printing/print-error.ts';
import { barWidth, type HistoryStyle, historyDaysMax, printPast } from '../printing/print-history.ts';
import { printTime } from '../printing/print-time.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { findControlSocket, printUnreachable } from './control-socket.ts';

export interface HistoryOptions {
  /** As typed. */
  readonly since: string | undefined;
  readonly asJson: boolean;
}

const sinceDefault = '24h';
const minuteSeconds = 60;
/** A screen; --json has them all. */
const changesShownMax = 20;

export async function history(
  subject: string,
  commandLine: CommandLine,
  environment: NodeJS.ProcessEnv,
  { since = sinceDefault, asJson }: HistoryOptions,
): Promise<number> {
  const socketPath = await findControlSocket(commandLine, environment);
  if (socketPath === undefined) return ExitCode.config;
  const seconds = readDuration(since);
  if (seconds === undefined || seconds < minuteSeconds || seconds > historyDaysMax * 86_400) {
    printError(
      `error: --since: "${since}" is not a duration from 1m to ${historyDaysMax}d; write 45m, 24h or 7d`,
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
      : printHistory(answer.reply, { ...styleOf(process.stdout, environment), signs: barSigns(environment) }),
  );
  return ExitCode.ok;
}

export function printHistory(found: HistoryReply, style: HistoryStyle): string {
  const { kind, key, goneSeconds } = found;
  const lines = [
    ...wrapText(escapeCharacters(kind === 'target' ? `target ${key}` : key), style.columns),
    ...(goneSeconds === undefined ? [] : [`not configured since ${printTime(goneSeconds)}`]),
    '',
    ...printPast(found, changesShownMax, style),
  ];
  return `${lines.join('\n')}\n`;
}
