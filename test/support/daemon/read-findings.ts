// The findings on a configuration that is good except for what a test puts into it.

import { printFinding } from '../../../src/config/findings/finding.ts';
import { type Config, readConfig, type ZoneContent } from '../../../src/config/read-config.ts';
import type { CommandLine, Environment } from '../../../src/config/sources/gather-values.ts';

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

/** The configuration, with the contents of its zones at the top level too. */
export function configOf(given: CommandLine = {}, environment: Environment = {}): Config & ZoneContent {
  const config = readConfig({ ...goodFlags, ...given }, environment);
  if (!config.ok) throw new Error(config.problem.map(printFinding).join('\n'));
  const { content } = config.value;
  if (content === undefined) throw new Error('the configuration names no zone');
  return { ...config.value, ...content };
}
