// What a start needs before the configuration is known to be good. In place of a mistake it takes the default; reading the
// whole configuration reports the mistake.

import type { LogSettings } from '../logging/create-logger.ts';
import { Findings } from './findings/finding.ts';
import { readLog } from './read-config.ts';
import { type RuntimeDirectory, readRuntimeDirectory } from './settings/read-runtime-directory.ts';
import { findConfigFile } from './sources/config-file.ts';
import { gatherValues } from './sources/gather-values.ts';
import type { CommandLine, Environment } from './sources/raw-value.ts';
import { ScalarReader } from './sources/read-scalars.ts';

export interface StartSettings {
  readonly log: LogSettings;
  readonly runtimeDirectory: RuntimeDirectory;
  /** Do not fall back on the last good configuration. */
  readonly isStrict: boolean;
}

export function readStartSettings(commandLine: CommandLine, environment: Environment): StartSettings {
  const findings = new Findings();
  const values = gatherValues(commandLine, environment, findings, findConfigFile(commandLine, environment));
  const scalars = new ScalarReader(values, findings);
  return {
    log: readLog(scalars),
    runtimeDirectory: readRuntimeDirectory(values, environment),
    isStrict: scalars.isOn('strict-start'),
  };
}
