// What a start serves: the present configuration, or the last good one if the present one is broken. A bad edit may cost a
// warning, never an answer.

import { fail, type Result, succeed } from '../base/result.ts';
import type { Finding } from '../config/findings/finding.ts';
import { readConfigAgain } from '../config/read-config.ts';
import type { RuntimeDirectory } from '../config/settings/read-runtime-directory.ts';
import { type LoadedConfig, loadConfig } from '../publishing/loading/load-config.ts';
import type { ConfigReader } from './config-reader.ts';
import type { LastGood } from './last-good.ts';

export interface StartSources {
  readonly reader: ConfigReader;
  readonly runtimeDirectory: RuntimeDirectory;
  /** Returns nothing if there is none or it is not wanted. */
  readonly recallLastGood: () => LastGood | undefined;
  /** A freshly installed service runs and waits to be configured. */
  readonly mayLackZone: boolean;
}

export function chooseStart(sources: StartSources): Result<LoadedConfig, readonly Finding[]> {
  const { reader, recallLastGood, mayLackZone } = sources;
  const reading = reader.read({ mayLackZone });
  // Whatever is served in the end: a SIGHUP must read the file again and see that it was fixed.
  reader.adopt(reading);
  const { config } = reading;
  if (config.ok && config.value.zones.length > 0) return config;
  const lastGood = recallLastGood();
  if (lastGood === undefined) return config;
  // Having had a zone and naming none now is a mistake: read again, for the finding that says what is missing.
  const refused = config.ok ? reader.read({ mayLackZone: false }).config : config;
  return refused.ok ? refused : standIn(lastGood, refused.problem, sources);
}

function standIn(
  lastGood: LastGood,
  findings: readonly Finding[],
  { runtimeDirectory }: StartSources,
): Result<LoadedConfig, readonly Finding[]> {
  const again = readConfigAgain(lastGood, runtimeDirectory);
  const loaded = again.ok ? loadConfig(again.value, { mayLackKeys: true }) : again;
  if (!loaded.ok) return fail([...findings, ...loaded.problem.map(ofLastGood)]);
  const warnings = loaded.value.warnings.map(ofLastGood);
  return succeed({
    ...loaded.value,
    warnings,
    standsIn: { keptAtSeconds: lastGood.keptAtSeconds, findings },
  });
}

function ofLastGood(finding: Finding): Finding {
  return { ...finding, path: `last-good.${finding.path}` };
}
