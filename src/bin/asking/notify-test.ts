// `healthy-dns notify-test`: whether messages arrive, receiver by receiver.

import type { CommandLine } from '../../config/sources/raw-value.ts';
import { postControl } from '../../control/ask-control.ts';
import type { NotifyTestResult } from '../../control/protocol/notifications.ts';
import { routes } from '../../control/protocol/routes.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { findControlSocket, printUnreachable } from './control-socket.ts';

export async function notifyTest(commandLine: CommandLine, environment: NodeJS.ProcessEnv): Promise<number> {
  const socketPath = await findControlSocket(commandLine, environment);
  if (socketPath === undefined) return ExitCode.config;
  const asked = await postControl(socketPath, routes.notifyTest, undefined);
  if (!asked.ok) return printUnreachable(socketPath, asked.problem);
  const result = asked.value;
  if (result.kind !== 'done') {
    process.stderr.write(`error: ${result.kind === 'refused' ? result.refusal.error : result.error}\n`);
    return ExitCode.refused;
  }
  const { results } = result.reply;
  if (results.length === 0) {
    process.stderr.write(
      'error: nobody is notified of anything; give --notify-url or --notify-exec, and reload\n',
    );
    return ExitCode.refused;
  }
  for (const one of results) process.stdout.write(`${printResult(one)}\n`);
  return results.every(({ problem }) => problem === undefined) ? ExitCode.ok : ExitCode.refused;
}

function printResult({ receiver, format, problem, milliseconds }: NotifyTestResult): string {
  return `${receiver} (${format}): ${problem ?? `taken, after ${milliseconds} ms`}`;
}
