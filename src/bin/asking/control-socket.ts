// The flags of the commands that talk to a running daemon. Those that configure a daemon belong to the daemon: here they
// would be dropped without a word, and whoever typed them would believe that they were taken.

import { Findings } from '../../config/finding.ts';
import { flags } from '../../config/flags.ts';
import { type CommandLine, type Environment, gatherValues } from '../../config/gather-values.ts';
import { readRuntimeDirectory } from '../../config/read-runtime-directory.ts';
import { controlSocketPath } from '../../control/control-path.ts';
import { printFindings } from '../printing/print-findings.ts';

export const daemonFlags = flags.filter(({ name }) => name === 'runtime-directory');

/** Where the daemon is to be asked; nothing, and every finding printed, when the command line is wrong. */
export function findControlSocket(commandLine: CommandLine, environment: Environment): string | undefined {
  const findings = new Findings();
  const values = gatherValues(commandLine, environment, findings);
  refuseForeignFlags(commandLine, findings);
  if (!findings.hasErrors) return controlSocketPath(readRuntimeDirectory(values, environment).path);
  printFindings(findings.all);
  return undefined;
}

function refuseForeignFlags(commandLine: CommandLine, findings: Findings): void {
  for (const { name } of flags) {
    if (commandLine[name] === undefined || daemonFlags.some((own) => own.name === name)) continue;
    findings.error(
      `--${name}`,
      'configures a daemon and cannot be passed on; set its variable, or change the file that it is read from',
    );
  }
}
