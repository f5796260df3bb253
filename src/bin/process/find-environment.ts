// Which configuration a command by hand is about: that of its own environment or, if it names none, that of the service.

import {
  chosenEnvironmentFile,
  defaultEnvironmentFile,
  loadEnvironmentFile,
  mergeEnvironment,
  namesZone,
} from '../../config/sources/environment-file.ts';
import type { CommandLine, Environment } from '../../config/sources/gather-values.ts';
import { printFindings } from '../printing/print-error.ts';

/** Says on standard error which file it reads, unless the user named it. */
export function findEnvironment(
  commandLine: CommandLine,
  environment: Environment,
  usualFile = defaultEnvironmentFile,
): Environment {
  const chosen = chosenEnvironmentFile(commandLine, environment);
  if (chosen === undefined && namesZone(commandLine, environment)) return environment;
  const file = loadEnvironmentFile(chosen ?? usualFile);
  if (chosen === undefined) {
    if (file.isMissing) return environment;
    process.stderr.write(`reading ${file.path}, as the service does\n`);
  }
  printFindings([...(file.problem === undefined ? [] : [file.problem]), ...file.findings]);
  return mergeEnvironment(file, environment);
}
