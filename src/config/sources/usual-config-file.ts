// Whether the configuration file of the service counts for somebody who named none.

import { existsSync } from 'node:fs';
import { chosenConfigFile, defaultConfigFile } from './config-file.ts';
import { namesZone } from './environment-file.ts';
import { variableOf } from './flags.ts';
import type { CommandLine, Environment } from './raw-value.ts';

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
