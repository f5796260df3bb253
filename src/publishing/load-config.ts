// A configuration together with the keys it names: what a daemon starts with or reloads. Key files are read here and never
// later, so that a daemon does not find out while serving that it cannot sign.

import { fail, type Result, succeed } from '../base/result.ts';
import type { Finding } from '../config/findings/finding.ts';
import type { Config, ZoneConfig } from '../config/read-config.ts';
import type { SigningSettings } from '../signing/signing-settings.ts';
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
  for (const { content, timing, signing } of config.zones) {
    const loaded = signing && loadSigning(signing);
    if (loaded === undefined) zones.push({ content, timing });
    else if (loaded.ok) {
      zones.push({ content, timing, signing: loaded.value.settings });
      warnings.push(...loaded.value.warnings);
    } else errors.push(...loaded.problem);
  }
  return errors.length > 0 ? fail(errors) : succeed({ ...config, zones, warnings });
}
