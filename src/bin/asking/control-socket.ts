// Where a running daemon is to be asked, and what it means when nobody answers there.

import { readRegularFile } from '../../base/read-regular-file.ts';
import { Findings } from '../../config/findings/finding.ts';
import { readRuntimeDirectory } from '../../config/settings/read-runtime-directory.ts';
import { chosenConfigFile, withUsualConfigFile } from '../../config/sources/choose-config-file.ts';
import { type FlagName, flags } from '../../config/sources/flags.ts';
import { gatherValues } from '../../config/sources/gather-values.ts';
import type { CommandLine, ConfigFile, Environment } from '../../config/sources/raw-value.ts';
import { windowClosed } from '../../control/ask-control.ts';
import { controlSocketPath } from '../../control/control-socket-path.ts';
import { printError, printFindings } from '../printing/print-error.ts';
import { ExitCode } from '../process/exit-codes.ts';

/** They say where the daemon is. All other flags of src/config configure it. */
const whereFlags: readonly FlagName[] = ['runtime-directory', 'config'];

/** Nothing, and every finding printed, when the command line is wrong. */
export async function findControlSocket(
  commandLine: CommandLine,
  environment: Environment,
): Promise<string | undefined> {
  const findings = new Findings();
  const values = gatherValues(
    commandLine,
    environment,
    findings,
    await loadForDirectory(commandLine, environment),
  );
  refuseForeignFlags(commandLine, findings);
  if (!findings.hasErrors) return controlSocketPath(readRuntimeDirectory(values, environment).path);
  printFindings(findings.all);
  return undefined;
}

/** Below this it is parsed, by a package that takes longer to load than all the rest, only if it says where the daemon is. */
const fileOctetsMax = 32 * 1024 * 1024;

/** A file that is broken, or not for this user, must not keep anybody from asking the daemon how it is. */
async function loadForDirectory(
  commandLine: CommandLine,
  environment: Environment,
): Promise<ConfigFile | undefined> {
  const path = chosenConfigFile(commandLine, withUsualConfigFile(commandLine, environment));
  const read = path === undefined ? undefined : readRegularFile(path, { octetsMax: fileOctetsMax });
  if (path === undefined || read?.ok !== true || !read.value.bytes.includes('runtime-directory'))
    return undefined;
  const { loadConfigFile } = await import('../../config/sources/config-file.ts');
  return { ...loadConfigFile(path), findings: new Findings() };
}

/** They would be dropped without a word, and the user would believe that they took effect. */
function refuseForeignFlags(commandLine: CommandLine, findings: Findings): void {
  for (const { name } of flags) {
    if (commandLine[name] === undefined || whereFlags.includes(name)) continue;
    findings.error(
      `--${name}`,
      'configures the daemon and has no effect here; set its variable, or change the file that the daemon reads',
    );
  }
}

/** Returns the exit code. */
export function printUnreachable(socketPath: string, problem: string): number {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such socket; is healthy-dns running?',
    ECONNREFUSED: 'nobody listens on it any more; is healthy-dns running?',
    EACCES: 'this user may not use it; try as root',
  };
  if (problem === windowClosed) {
    printError(
      `error: the daemon at ${socketPath} serves, but cannot tell this for the moment; "journalctl -u healthy-dns" says why, it tries again by itself, and "healthy-dns status" works meanwhile`,
    );
    return ExitCode.notRunning;
  }
  printError(`error: cannot reach the daemon at ${socketPath}: ${reasons[problem] ?? problem}`);
  return ExitCode.notRunning;
}
