// Which configuration a command by hand is about: that of its own flags and environment or, if they name none, that of the
// service.

import {
  chosenConfigFile,
  defaultConfigFile,
  withUsualConfigFile,
} from '../../config/sources/choose-config-file.ts';
import {
  chosenEnvironmentFile,
  defaultEnvironmentFile,
  loadEnvironmentFile,
  mergeEnvironment,
  namesZone,
} from '../../config/sources/environment-file.ts';
import type { CommandLine, Environment } from '../../config/sources/raw-value.ts';
import { printFindings } from '../printing/print-error.ts';

export interface UsualFiles {
  readonly environment: string;
  readonly config: string;
}

const usualFiles: UsualFiles = { environment: defaultEnvironmentFile, config: defaultConfigFile };

/** Says on standard error which files it reads, unless the user named them. */
export function findEnvironment(
  commandLine: CommandLine,
  environment: Environment,
  usual = usualFiles,
): Environment {
  const chosen = chosenEnvironmentFile(commandLine, environment);
  if (chosen !== undefined) {
    const merged = readFile(chosen, environment, false);
    return announceConfig(merged, withUsualConfigFile(commandLine, merged, usual.config));
  }
  if (namesZone(commandLine, environment) || chosenConfigFile(commandLine, environment) !== undefined)
    return environment;
  // Both, as the service does: the variables of the one win over the settings in the other.
  const withConfig = announceConfig(environment, withUsualConfigFile(commandLine, environment, usual.config));
  return readFile(usual.environment, withConfig, true);
}

function readFile(path: string, environment: Environment, isUsual: boolean): Environment {
  const file = loadEnvironmentFile(path);
  if (isUsual) {
    if (file.isMissing) return environment;
    announce(file.path);
  }
  printFindings([...(file.problem === undefined ? [] : [file.problem]), ...file.findings]);
  return mergeEnvironment(file, environment);
}

function announceConfig(before: Environment, after: Environment): Environment {
  const path = after === before ? undefined : chosenConfigFile({}, after);
  if (path !== undefined) announce(path);
  return after;
}

function announce(path: string): void {
  process.stderr.write(`reading ${path}, as the service does\n`);
}
