// The zones that a configuration names, for commands that need nothing else from it.

import { Findings } from '../../config/findings/finding.ts';
import { readZoneNames } from '../../config/read-config.ts';
import { findConfigFile } from '../../config/sources/config-file.ts';
import {
  type CommandLine,
  type Environment,
  gatherValues,
  type RawValues,
} from '../../config/sources/gather-values.ts';
import { resolveFiles } from '../../config/sources/resolve-files.ts';
import type { Name } from '../../wire/name.ts';
import { findEnvironment } from '../process/find-environment.ts';

export interface ZoneNames {
  /** The hosted zone and its aliases, if any is named. */
  readonly zones: readonly Name[];
  readonly values: RawValues;
  readonly findings: Findings;
}

/** Whoever only adds the zones to something else does without a file that is broken, or not for this user. */
export function gatherZoneNames(
  commandLine: CommandLine,
  environment: Environment,
  { mayLackFile = false } = {},
): ZoneNames {
  const own = findEnvironment(commandLine, environment);
  const findings = new Findings();
  const file = findConfigFile(commandLine, own);
  const isDispensable =
    mayLackFile && commandLine['config'] === undefined && file?.findings.hasErrors === true;
  if (isDispensable)
    findings.warn('config', `"${file.path}" cannot be read; what is said here leaves out its zones`);
  const values = resolveFiles(
    gatherValues(commandLine, own, findings, isDispensable ? undefined : file),
    findings,
  );
  const { hostedZone, aliasZones } = readZoneNames(values, findings);
  return { zones: hostedZone === undefined ? [] : [hostedZone, ...aliasZones], values, findings };
}
