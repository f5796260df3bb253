// Command line, environment and configuration file -> the raw text of each flag, and where it came from.
// A flag wins over HEALTHY_DNS_*, which wins over the variables of the older container images, which win over the file.

import type { Findings } from '../findings/finding.ts';
import { didYouMean } from '../findings/suggest.ts';
import { type Flag, type FlagName, flags, variableOf, variablePrefix, variablesOf } from './flags.ts';
import {
  type CommandLine,
  type ConfigFile,
  type Environment,
  isBlank,
  type RawValue,
  type RawValues,
  splitList,
} from './raw-value.ts';

/** Kubernetes sets HEALTHY_DNS_PORT=tcp://… in every pod in the namespace of a Service called healthy-dns. */
const serviceLinkPattern = /^(tcp|udp|sctp):\/\//;
/** Kubernetes sets these too; they deserve no warning. */
const serviceLinkVariable = /^HEALTHY_DNS_(SERVICE_|PORT_\d)/;

export function gatherValues(
  commandLine: CommandLine,
  environment: Environment,
  findings: Findings,
  file?: ConfigFile,
): RawValues {
  const values = new Map<FlagName, RawValue>();
  for (const flag of flags) {
    const value =
      fromCommandLine(flag, commandLine, findings) ??
      fromEnvironment(flag, environment) ??
      file?.values.get(flag.name);
    if (value === undefined) {
      if (file?.isBroken === true && flag.isRequired === true)
        values.set(flag.name, { texts: [], source: file.path });
      continue;
    }
    values.set(flag.name, value);
    if (value.origin !== undefined) findings.follow(flag.name, value.origin);
  }
  reportUnknown(commandLine, environment, findings);
  if (file !== undefined) findings.add(file.findings);
  return values;
}

function fromCommandLine(flag: Flag, commandLine: CommandLine, findings: Findings): RawValue | undefined {
  const given = commandLine[flag.name];
  if (given === undefined) return undefined;
  const texts = typeof given === 'string' ? [given] : given;
  if (texts.length > 1 && flag.isRepeatable !== true) {
    findings.error(`--${flag.name}`, `was given ${texts.length} times; give it once`);
    // Goes on with the first: the flag is not missing, and other findings should be told, too.
    return { texts: texts.slice(0, 1), source: `--${flag.name}` };
  }
  return { texts, source: `--${flag.name}` };
}

function fromEnvironment(flag: Flag, environment: Environment): RawValue | undefined {
  for (const variable of variablesOf(flag)) {
    const text = environment[variable];
    if (text === undefined || isBlank(text) || serviceLinkPattern.test(text)) continue;
    const texts = flag.isRepeatable === true ? splitList(text) : [text];
    if (texts.length === 0) continue;
    return { texts, source: variable };
  }
  return undefined;
}

function reportUnknown(commandLine: CommandLine, environment: Environment, findings: Findings): void {
  const names: readonly string[] = flags.map(({ name }) => name);
  for (const given of Object.keys(commandLine)) {
    if (names.includes(given)) continue;
    const path = given.length === 1 ? `-${given}` : `--${given}`;
    findings.error(path, `there is no such flag${didYouMean(given, names).replace('"', '"--')}`);
  }
  const variables = flags.map(({ name }) => variableOf(name));
  for (const given of Object.keys(environment)) {
    if (!given.startsWith(variablePrefix) || variables.includes(given) || serviceLinkVariable.test(given))
      continue;
    findings.warn(given, `is set, but there is no such variable${didYouMean(given, variables)}`);
  }
}

/** The variables that configure us: the only ones to hand to a running daemon. */
export function ownVariables(environment: Environment): Record<string, string> {
  const legacy = new Set(flags.map(({ legacyVariable }) => legacyVariable));
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && (name.startsWith(variablePrefix) || legacy.has(name))) own[name] = value;
  }
  return own;
}
