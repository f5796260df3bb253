// What a start has to know before it knows whether the configuration is right: where there is a mistake, the default counts.
// The mistake is reported by whoever reads the configuration.

import type { LogSettings } from '../logging/create-logger.ts';
import { Findings } from './finding.ts';
import { type CommandLine, type Environment, gatherValues } from './gather-values.ts';
import { type RuntimeDirectory, readLog, readRuntimeDirectory } from './read-config.ts';
import { ScalarReader } from './read-scalars.ts';

export interface StartSettings {
  readonly log: LogSettings;
  readonly runtimeDirectory: RuntimeDirectory;
  /** Rather no service than one with the last good configuration. */
  readonly isStrict: boolean;
}

export function readStartSettings(commandLine: CommandLine, environment: Environment): StartSettings {
  const findings = new Findings();
  const values = gatherValues(commandLine, environment, findings);
  const scalars = new ScalarReader(values, findings);
  return {
    log: readLog(scalars),
    runtimeDirectory: readRuntimeDirectory(values, environment),
    isStrict: scalars.isOn('strict-start'),
  };
}
