// The zones that a configuration names and their keys, for commands that need nothing else from it.

import { quote } from '../../base/quote.ts';
import { Findings } from '../../config/findings/finding.ts';
import { didYouMean } from '../../config/findings/suggest.ts';
import { findConfigFile } from '../../config/sources/config-file.ts';
import { gatherValues } from '../../config/sources/gather-values.ts';
import type { CommandLine, Environment, RawValues } from '../../config/sources/raw-value.ts';
import { resolveFiles } from '../../config/sources/resolve-files.ts';
import { type KeyedZone, readKeyedZones } from '../../config/zones/read-keyed-zones.ts';
import { parseName, printName } from '../../wire/name.ts';
import { findEnvironment } from '../process/find-environment.ts';

export interface ZoneNames {
  /** All that are named, or the one that was asked for. */
  readonly zones: readonly KeyedZone[];
  readonly values: RawValues;
  readonly findings: Findings;
}

export interface GatherSettings {
  /** The only one of interest; one that is not among them is a finding. */
  readonly zone?: string | undefined;
  /** Whoever only adds the zones to something else does without a file that is broken, or not for this user. */
  readonly mayLackFile?: boolean;
}

export function gatherZoneNames(
  commandLine: CommandLine,
  environment: Environment,
  { zone, mayLackFile = false }: GatherSettings,
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
  const zones = readKeyedZones(values, findings);
  if (zone === undefined) return { zones, values, findings };
  const wanted = parseName(zone);
  const found = zones.flatMap(({ names, ...rest }) => {
    const name = names.find((each) => wanted.ok && each === wanted.value);
    return name === undefined ? [] : [{ names: [name] as const, ...rest }];
  });
  // Without any, whoever asks says that.
  if (found.length === 0 && zones.length > 0) {
    const known = zones.flatMap(({ names }) => names.map((name) => printName(name).slice(0, -1)));
    findings.error('--zone', `${quote(zone)} is not among the zones${didYouMean(zone, known)}`);
  }
  return { zones: found, values, findings };
}
