// `healthy-dns reload`: hands the configuration of this environment to the running daemon and waits for its verdict.

import type { Finding } from '../config/finding.ts';
import { variableOf } from '../config/flags.ts';
import { type CommandLine, ownVariables } from '../config/gather-values.ts';
import { askControl } from '../control/ask-control.ts';
import { ControlPath } from '../control/control-path.ts';
import { findControlSocket } from './daemon-flags.ts';
import { ExitCode } from './exit-codes.ts';
import { printFindings } from './print-findings.ts';
import { printUnreachable } from './print-unreachable.ts';

export async function reload(commandLine: CommandLine, environment: NodeJS.ProcessEnv): Promise<number> {
  const socketPath = findControlSocket(commandLine, environment);
  if (socketPath === undefined) return ExitCode.config;
  const asked = await askControl(socketPath, 'POST', ControlPath.reload, requestFrom(environment));
  if (!asked.ok) return printUnreachable(socketPath, asked.problem);
  const { code, body } = asked.value;
  const found = (body as { findings?: readonly Finding[] }).findings ?? [];
  printFindings(found);
  if (code === 200) return ExitCode.ok;
  process.stderr.write('the configuration was not taken; the old one goes on serving\n');
  return ExitCode.config;
}

/**
 * A service manager starts us with the variables of the unit, read anew: they are the new configuration, even when there
 * are none. In somebody's shell there are none either, and there it means: the files again, nothing else.
 */
function requestFrom(
  environment: NodeJS.ProcessEnv,
): { readonly environment: Record<string, string> } | undefined {
  const { [variableOf('runtime-directory')]: _, ...variables } = ownVariables(environment);
  const isFromServiceManager = environment['MAINPID'] !== undefined;
  return isFromServiceManager || Object.keys(variables).length > 0 ? { environment: variables } : undefined;
}
