// The findings on a configuration that is good except for what a test puts into it.

import { printFinding } from '../../../src/config/findings/finding.ts';
import { type Config, readConfig } from '../../../src/config/read-config.ts';
import type { CommandLine, Environment } from '../../../src/config/sources/raw-value.ts';
import type { ZoneConfig, ZoneContent } from '../../../src/config/zones/zone-config.ts';
import type { LoadedZone } from '../../../src/publishing/loaded-zone.ts';
import type { SigningSettings } from '../../../src/signing/signing-settings.ts';

export const goodFlags: CommandLine = {
  'hosted-zone': 'example.test',
  ns: '["ns.elsewhere.test"]',
  'zone-resolutions': '{"www": ["192.0.2.1"]}',
};

/** Errors and warnings, each as printed. */
export function findingsOf(given: CommandLine, environment: Environment = {}): string[] {
  const config = readConfig({ ...goodFlags, ...given }, environment);
  return (config.ok ? config.value.warnings : config.problem).map(printFinding);
}

/** The configuration, with what it says of its first zone at the top level too. */
export function configOf(
  given: CommandLine = {},
  environment: Environment = {},
): Config & ZoneConfig & ZoneContent {
  const config = readConfig({ ...goodFlags, ...given }, environment);
  if (!config.ok) throw new Error(config.problem.map(printFinding).join('\n'));
  const [zone] = config.value.zones;
  if (zone === undefined) throw new Error('the configuration names no zone');
  return { ...config.value, ...zone, ...zone.content };
}

/** Its zones, signed with these settings if any are given. */
export function groupsOf(
  { zones }: { readonly zones: readonly Pick<LoadedZone, 'content' | 'timing' | 'transfer' | 'updates'>[] },
  signing?: SigningSettings,
): LoadedZone[] {
  return zones.map(({ content, timing, transfer, updates }) => ({
    content,
    timing,
    ...(transfer && { transfer }),
    ...(updates && { updates }),
    ...(signing && { signing }),
  }));
}
