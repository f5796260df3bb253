// Which configuration file counts: the one that was named, or that of the service for whoever asks about the service. Refuses
// to know what is in it.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { namesZone } from './environment-file.ts';
import { variableOf } from './flags.ts';
import { type CommandLine, type Environment, isBlank } from './raw-value.ts';

/** Where the package installs it. */
export const defaultConfigFile = '/etc/healthy-dns/healthy-dns.yaml';

/** That somebody named. */
export function chosenConfigFile(commandLine: CommandLine, environment: Environment): string | undefined {
  const given = commandLine['config'] ?? environment[variableOf('config')];
  const path = typeof given === 'object' ? given[0] : given;
  return path === undefined || isBlank(path) ? undefined : resolve(path.trim());
}

/**
 * Adds the variable that names it, if it exists and nothing else names a zone: then what is asked for is the service, and not
 * something of one's own, into which settings of the service must not get.
 */
export function withUsualConfigFile(
  commandLine: CommandLine,
  environment: Environment,
  usualFile = defaultConfigFile,
): Environment {
  const isTold = chosenConfigFile(commandLine, environment) !== undefined;
  if (isTold || namesZone(commandLine, environment) || !existsSync(usualFile)) return environment;
  return { ...environment, [variableOf('config')]: usualFile };
}
