// A configuration together with the keys it names: what a daemon starts with or reloads. Key files are read here and never
// later, so that a daemon does not find out while serving that it cannot sign.

import { type Result, succeed } from '../base/result.ts';
import type { Finding } from '../config/findings/finding.ts';
import type { Config } from '../config/read-config.ts';
import type { SigningSettings } from '../signing/signing-settings.ts';
import { loadSigning } from './load-signing.ts';

export interface LoadedConfig extends Config {
  readonly signingSettings: SigningSettings | undefined;
  /** Present when this is the last good configuration, served in place of a broken one. */
  readonly standsIn?: StandIn;
}

export interface StandIn {
  readonly keptAtSeconds: number;
  /** What is wrong with the broken one. */
  readonly findings: readonly Finding[];
}

export function loadConfig(config: Config): Result<LoadedConfig, readonly Finding[]> {
  if (config.signing === undefined) return succeed({ ...config, signingSettings: undefined });
  const loaded = loadSigning(config.signing);
  if (!loaded.ok) return loaded;
  const { settings, warnings } = loaded.value;
  return succeed({ ...config, signingSettings: settings, warnings: [...config.warnings, ...warnings] });
}
