// Command line and environment -> the raw text of each flag, and where it came from.
// A flag wins over HEALTHY_DNS_*, which wins over the variables of the older container images.

import type { Findings } from '../findings/finding.ts';
import { didYouMean } from '../findings/suggest.ts';
import { type Flag, type FlagName, flags, variableOf, variablePrefix, variablesOf } from './flags.ts';

/** What the command line gave: a text, or several for a repeated flag. */
export type CommandLine = Readonly<Record<string, string | readonly string[] | undefined>>;
export type Environment = Readonly<Record<string, string | undefined>>;

export interface RawValue {
  readonly texts: readonly string[];
  /** What the operator has to change: `--port`, `HEALTHY_DNS_PORT`, `DNS_PORT`, or a configuration file. */
  readonly source: string;
  /** What paths in the value are relative to; absent: the working directory. */
  readonly folder?: string;
}

export type RawValues = ReadonlyMap<FlagName, RawValue>;

/** Kubernetes sets HEALTHY_DNS_PORT=tcp://… in every pod in the namespace of a Service called healthy-dns. */
const serviceLinkPattern = /^(tcp|udp|sctp):\/\//;
/** Kubernetes sets these too; they deserve no warning. */
const serviceLinkVariable = /^HEALTHY_DNS_(SERVICE_|PORT_\d)/;

export function gatherValues(
  commandLine: CommandLine,
  environment: Environment,
  findings: Findings,
): RawValues {
  const values = new Map<FlagName, RawValue>();
  for (const flag of flags) {
    const value = fromCommandLine(flag, commandLine, findings) ?? fromEnvironment(flag, environment);
    if (value !== undefined) values.set(flag.name, value);
  }
  reportUnknown(commandLine, environment, findings);
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
    const texts = flag.isRepeatable === true ? text.split(/[\s,]+/).filter((part) => part !== '') : [text];
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

/** Compose files pass `VARIABLE=` for variables that were left out. */
export function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
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
