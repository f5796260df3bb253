// Our variables in the environment file of the service, and what is odd about that file. systemd passes the same variables
// on, but silently drops what it does not understand and does not read the file again on a reload.

import { explainReadError } from '../../base/explain-read-error.ts';
import { readRegularFile } from '../../base/read-regular-file.ts';
import type { Finding } from '../findings/finding.ts';
import { variableOf, variablesOf, zoneNamingFlags } from './flags.ts';
import { ownVariables } from './gather-values.ts';
import { type CommandLine, type Environment, isBlank } from './raw-value.ts';
import { readEnvironmentFile } from './read-environment-file.ts';

export interface EnvironmentFile {
  readonly path: string;
  /** Those that configure us; the file may hold others. */
  readonly variables: Readonly<Record<string, string>>;
  /** Warnings about what is ignored. */
  readonly findings: readonly Finding[];
  /** Present when the file cannot be read, which may be intended. */
  readonly problem?: Finding;
  readonly isMissing: boolean;
}

/** Where the package installs it. */
export const defaultEnvironmentFile = '/etc/default/healthy-dns';

const variable = variableOf('environment-file');
/** More than execve(2) accepts in all. */
const octetsMax = 4 * 1024 * 1024;

/** For a daemon, which reads such a file only when told to. */
export function chosenEnvironmentFile(
  commandLine: CommandLine,
  environment: Environment,
): string | undefined {
  const given = commandLine['environment-file'] ?? environment[variable];
  const path = typeof given === 'object' ? given[0] : given;
  return path === undefined || isBlank(path) ? undefined : path;
}

/** Whether a zone is named here: then this is not about the zones of the service. */
export function namesZone(commandLine: CommandLine, environment: Environment): boolean {
  return zoneNamingFlags.some(
    (flag) =>
      commandLine[flag.name] !== undefined || variablesOf(flag).some((name) => !isBlank(environment[name])),
  );
}

/** The environment wins over the file: the service manager may have read other files as well. */
export function mergeEnvironment({ variables }: EnvironmentFile, environment: Environment): Environment {
  const set = Object.entries(environment).filter(([, text]) => !isBlank(text));
  return { ...variables, ...Object.fromEntries(set) };
}

export function loadEnvironmentFile(path: string): EnvironmentFile {
  const read = readText(path);
  const nothing = { path, variables: {}, findings: [], isMissing: false };
  if (typeof read !== 'string') {
    const { reason, isMissing } = read;
    const problem: Finding = {
      severity: 'warning',
      path: 'environment-file',
      message: `"${path}" cannot be read: ${reason}`,
    };
    return { ...nothing, isMissing, problem };
  }
  const { variables, oddLines } = readEnvironmentFile(read);
  const { [variable]: nested, ...own } = ownVariables(variables);
  const findings: Finding[] = [];
  const [first, ...others] = oddLines;
  if (first !== undefined) {
    const more =
      others.length === 0
        ? ''
        : `; so ${others.length === 1 ? 'is 1 more line' : `are ${others.length} more lines`}`;
    findings.push({
      severity: 'warning',
      path: `${path}:${first}`,
      message: `is ignored: it is not NAME=value${more}`,
    });
  }
  if (nested !== undefined)
    findings.push({
      severity: 'warning',
      path,
      message: `sets ${variable}, which has no effect in an environment file`,
    });
  return { path, variables: own, findings, isMissing: false };
}

function readText(path: string): string | { readonly reason: string; readonly isMissing: boolean } {
  const read = readRegularFile(path, { octetsMax });
  if (!read.ok) {
    const { problem } = read;
    const isMissing = problem.kind === 'failed' && problem.code === 'ENOENT';
    return { reason: explainReadError(problem), isMissing };
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(read.value.bytes);
  } catch {
    // systemd rejects such a file too, silently when "-" precedes its name.
    return { reason: 'it is not UTF-8', isMissing: false };
  }
}
