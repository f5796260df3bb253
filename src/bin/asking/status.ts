// `healthy-dns status`: how the daemon is, or all about one name or target, for people or as JSON; once, or while it changes.

import type { CommandLine } from '../../config/sources/raw-value.ts';
import { styleOf } from '../printing/output-style.ts';
import { barSigns } from '../printing/print-bar.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { findControlSocket } from './control-socket.ts';
import { reportDaemon } from './daemon-status.ts';
import { printFailure } from './report.ts';
import { reportSubject } from './subject-status.ts';

export interface StatusOptions {
  readonly asJson: boolean;
  readonly watches: boolean;
  readonly onlyServing: boolean;
}

/** `what` is a name or a target as people write it; without it all is meant. */
export async function status(
  what: string | undefined,
  commandLine: CommandLine,
  environment: NodeJS.ProcessEnv,
  { asJson, watches, onlyServing }: StatusOptions,
): Promise<number> {
  const socketPath = await findControlSocket(commandLine, environment);
  if (socketPath === undefined) return ExitCode.config;
  const ask = () =>
    what === undefined ? reportDaemon(socketPath, onlyServing) : reportSubject(socketPath, what);
  const asked = await ask();
  if (!asked.ok) return printFailure(socketPath, asked.problem);
  const report = asked.value;
  const styleNow = () => ({ ...styleOf(process.stdout, environment), signs: barSigns(environment) });
  if (watches) {
    const { watchInLines, watchOnScreen } = await import('./watch-report.ts');
    const watched = { socketPath, first: report, ask, styleNow };
    const hasScreen = process.stdin.isTTY === true && process.stdout.isTTY === true && !asJson;
    return hasScreen ? watchOnScreen(watched) : watchInLines(watched, asJson);
  }
  process.stdout.write(
    asJson ? `${JSON.stringify(report.json, undefined, 2)}\n` : `${report.print(styleNow()).join('\n')}\n`,
  );
  return report.exitCode;
}
