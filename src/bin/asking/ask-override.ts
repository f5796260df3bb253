// Asks the running daemon to begin or end a drain or a forced verdict, or prints why it did not. Shared by drain, undrain,
// force and release.

import { userInfo } from 'node:os';
import { fail, type Result, succeed } from '../../base/result.ts';
import type { CommandLine } from '../../config/sources/raw-value.ts';
import { postControl } from '../../control/ask-control.ts';
import { type EndBody, isOperatorName, type OverrideProblem } from '../../control/protocol/overrides.ts';
import type { PostRoute } from '../../control/protocol/routes.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { findControlSocket, printUnreachable } from './control-socket.ts';

export interface AskedOverride<Reply> {
  readonly reply: Reply;
  readonly socketPath: string;
}

/** The problem is an exit code; standard error has the rest. */
export async function askOverride<Body extends EndBody, Reply>(
  commandLine: CommandLine,
  environment: NodeJS.ProcessEnv,
  route: PostRoute<Body, Reply, OverrideProblem>,
  body: Body,
): Promise<Result<AskedOverride<Reply>, number>> {
  const socketPath = await findControlSocket(commandLine, environment);
  if (socketPath === undefined) return fail(ExitCode.config);
  const asked = await postControl(socketPath, route, { ...body, as: nameOfUser(environment) });
  if (!asked.ok) return fail(printUnreachable(socketPath, asked.problem));
  const result = asked.value;
  if (result.kind === 'done') return succeed({ reply: result.reply, socketPath });
  const { error, problem } =
    result.kind === 'refused' ? result.refusal : { error: result.error, problem: undefined };
  const wayOut = problem === 'would-empty' ? '; --force-empty does it anyway' : '';
  process.stderr.write(`error: ${error}${wayOut}\n`);
  return fail(problem === 'unknown' ? ExitCode.noSuchService : ExitCode.refused);
}

/** Behind sudo, the user who ran it, not root. */
function nameOfUser(environment: NodeJS.ProcessEnv): string | undefined {
  const name = environment['SUDO_USER'] ?? ownName();
  return isOperatorName(name) ? name : undefined;
}

function ownName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    // The user has no entry, as in a container.
    return undefined;
  }
}
