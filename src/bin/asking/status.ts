// `healthy-dns status`: how the daemon is, or all about one name or target, for people or as JSON; once, or while it changes.

import type { CommandLine } from '../../config/sources/raw-value.ts';
import { styleOf } from '../printing/output-style.ts';
import { barSigns } from '../printing/print-bar.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { findControlSocket } from './control-socket.ts';
import { reportDaemon } from './daemon-status.ts';
import { type AskReport, printFailure } from './report.ts';
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
  const ask: AskReport = (signal) =>
    what === undefined
      ? reportDaemon(socketPath, onlyServing, { signal })
      : reportSubject(socketPath, what, { signal });
  const asked = await ask();
  if (!asked.ok) return printFailure(socketPath, asked.problem);
  const report = asked.value;
  const styleNow = () => ({ ...styleOf(process.stdout, environment), signs: barSigns(environment) });
  if (watches) {
    const { hasScreen } = await import('../terminal/terminal.ts');
    const { watchInLines, watchOnScreen } = await import('./watch-report.ts');
    const watched = { socketPath, first: report, ask, styleNow };
    return hasScreen(environment) && !asJson ? watchOnScreen(watched) : watchInLines(watched, asJson);
  }
  process.stdout.write(
    asJson ? `${JSON.stringify(report.json, undefined, 2)}\n` : `${report.print(styleNow()).join('\n')}\n`,
  );
  return report.exitCode;
}
