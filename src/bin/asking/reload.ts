// `healthy-dns reload`: hands the configuration of this environment to the running daemon and prints what it says.

import {
  chosenEnvironmentFile,
  loadEnvironmentFile,
  mergeEnvironment,
  namesZone,
} from '../../config/sources/environment-file.ts';
import { variableOf } from '../../config/sources/flags.ts';
import { ownVariables } from '../../config/sources/gather-values.ts';
import type { CommandLine, Environment } from '../../config/sources/raw-value.ts';
import { type PostResult, postControl } from '../../control/ask-control.ts';
import type { ReloadReply } from '../../control/protocol/reload.ts';
import { routes } from '../../control/protocol/routes.ts';
import { isErrorInJournal, printError, printFindings } from '../printing/print-error.ts';
import { printForeseen } from '../printing/print-foreseen.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { findControlSocket, printUnreachable } from './control-socket.ts';

export interface ReloadOptions {
  readonly allowsEmpty: boolean;
  readonly isDryRun: boolean;
}

export async function reload(
  commandLine: CommandLine,
  environment: NodeJS.ProcessEnv,
  { allowsEmpty, isDryRun }: ReloadOptions,
): Promise<number> {
  const socketPath = await findControlSocket(commandLine, environment);
  if (socketPath === undefined) return ExitCode.config;
  const variables = variablesFor(environment);
  const request = {
    ...(variables && { environment: variables }),
    ...(allowsEmpty && { allowEmpty: true }),
    ...(isDryRun && { dryRun: true }),
  };
  const asked = await postControl(
    socketPath,
    routes.reload,
    Object.keys(request).length === 0 ? undefined : request,
  );
  if (!asked.ok) return printUnreachable(socketPath, asked.problem);
  const result = asked.value;
  if (result.kind === 'malformed') printError(`error: ${result.error}`);
  const { findings, environmentFile, configFile, foreseen } = repliedIn(result);
  const files = [environmentFile, configFile].filter((file) => file !== undefined);
  if (files.length > 0) process.stderr.write(explainSource(files.join(' and '), environment));
  // In the journal the daemon has said it already, each finding with its own fields.
  if (isDryRun || !isErrorInJournal()) {
    printFindings(findings);
    if (result.kind !== 'done') printError(isDryRun ? refusedDryRun : refusedReload);
  }
  if (foreseen !== undefined) process.stdout.write(printForeseen(foreseen));
  return result.kind === 'done' ? ExitCode.ok : ExitCode.config;
}

const refusedReload = 'the configuration was not applied; the old one keeps serving';
const refusedDryRun = 'a reload would be refused; the configuration in force keeps serving';

function repliedIn(result: PostResult<ReloadReply, ReloadReply>): ReloadReply {
  switch (result.kind) {
    case 'done':
      return result.reply;
    case 'refused':
      return result.refusal;
    case 'malformed':
      return { findings: [] };
  }
}

/**
 * A service manager starts us with the variables of the unit, freshly read: they are the new configuration, even if there
 * are none. In a shell, variables that name no zone do not count: the daemon reads its own file, and all others, again.
 */
function variablesFor(environment: NodeJS.ProcessEnv): Record<string, string> | undefined {
  const isFromServiceManager = environment['MAINPID'] !== undefined;
  if (!isFromServiceManager) return namesZone({}, environment) ? passable(environment) : undefined;
  const path = chosenEnvironmentFile({}, environment);
  return passable(
    path === undefined ? environment : mergeEnvironment(loadEnvironmentFile(path), environment),
  );
}

/** All of our variables but those that say where the daemon is and which file it reads. */
function passable(environment: Environment): Record<string, string> {
  const {
    [variableOf('runtime-directory')]: _directory,
    [variableOf('environment-file')]: _file,
    ...variables
  } = ownVariables(environment);
  return variables;
}

function explainSource(file: string, environment: Environment): string {
  const left = Object.keys(passable(environment));
  const ignored =
    left.length === 0
      ? ''
      : `; ${left.join(', ')} of this environment had no effect, as no zone is named with it`;
  return `the daemon was told to read ${file} again${ignored}\n`;
}
