// The zones that a configuration names, for commands that need nothing else from it.

import { Findings } from '../../config/findings/finding.ts';
import { readZoneNames } from '../../config/read-config.ts';
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

export function gatherZoneNames(commandLine: CommandLine, environment: Environment): ZoneNames {
  const own = findEnvironment(commandLine, environment);
  const findings = new Findings();
  const values = resolveFiles(gatherValues(commandLine, own, findings), findings);
  const { hostedZone, aliasZones } = readZoneNames(values, findings);
  return { zones: hostedZone === undefined ? [] : [hostedZone, ...aliasZones], values, findings };
}
