// A configuration together with the keys it names: what a daemon starts with or reloads. Key files are read here and never
// later, so that a daemon does not find out while serving that it cannot sign.

import { fail, type Result, succeed } from '../base/result.ts';
import type { Finding } from '../config/findings/finding.ts';
import type { Config } from '../config/read-config.ts';
import type { ZoneConfig } from '../config/zone-config.ts';
import type { SigningPlan } from '../config/zones/read-signing.ts';
import type { SigningSettings } from '../signing/signing-settings.ts';
import { KeyFiles } from './key-files.ts';
import { loadSigning } from './load-signing.ts';

/** A configuration with the keys of its zones. */
export interface LoadedConfig extends Omit<Config, 'zones'> {
  readonly zones: readonly LoadedZone[];
  /** Present when this is the last good configuration, served in place of a broken one. */
  readonly standsIn?: StandIn;
}

/** A hosted zone with its aliases, and the keys that sign them. */
export interface LoadedZone extends Pick<ZoneConfig, 'content' | 'timing'> {
  /** Absent: not signed. */
  readonly signing?: SigningSettings | undefined;
}

export interface StandIn {
  readonly keptAtSeconds: number;
  /** What is wrong with the broken one. */
  readonly findings: readonly Finding[];
}

export function loadConfig(config: Config): Result<LoadedConfig, readonly Finding[]> {
  const zones: LoadedZone[] = [];
  const warnings = [...config.warnings];
  const errors: Finding[] = [];
  const files = new KeyFiles();
  const known = new Map<SigningPlan, ReturnType<typeof loadSigning>>();
  for (const { content, timing, signing } of config.zones) {
    const before = signing && known.get(signing);
    const loaded = before ?? (signing && loadSigning(signing, files));
    if (signing !== undefined && loaded !== undefined) known.set(signing, loaded);
    if (loaded === undefined) zones.push({ content, timing });
    else if (loaded.ok) zones.push({ content, timing, signing: loaded.value.settings });
    // Most zones share a plan, and what is wrong with it is said once.
    if (before !== undefined || loaded === undefined) continue;
    if (loaded.ok) warnings.push(...loaded.value.warnings);
    else errors.push(...loaded.problem);
  }
  const isLoaded = zones.length === config.zones.length;
  return isLoaded ? succeed({ ...config, zones, warnings }) : fail(errors);
}
