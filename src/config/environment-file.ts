// The file that the variables of a daemon come from, read now: the variables of ours in it, and what is odd about it. The
// service manager hands them over as well, and drops what it does not understand without a word; this is the second look.

import { explainReadError } from '../base/explain-read-error.ts';
import { readRegularFile } from '../base/read-regular-file.ts';
import type { Finding } from './finding.ts';
import { requiredFlags, variableOf, variablesOf } from './flags.ts';
import { type CommandLine, type Environment, isBlank, ownVariables } from './gather-values.ts';
import { readEnvironmentFile } from './read-environment-file.ts';

export interface EnvironmentFile {
  readonly path: string;
  /** Those that configure us; what else is in the file is nobody's business here. */
  readonly variables: Readonly<Record<string, string>>;
  /** Warnings: what is in the file and does not count. */
  readonly findings: readonly Finding[];
  /** Present when it cannot be read; there may be a reason for that, and no harm. */
  readonly problem?: Finding;
  readonly isMissing: boolean;
}

/** Where the package has it. */
export const usualEnvironmentFile = '/etc/default/healthy-dns';

const variable = variableOf('environment-file');
/** What execve(2) takes in all is less. */
const octetsMax = 4 * 1024 * 1024;

/** Of a daemon: it reads such a file only when it is told to. */
export function chosenEnvironmentFile(
  commandLine: CommandLine,
  environment: Environment,
): string | undefined {
  const given = commandLine['environment-file'] ?? environment[variable];
  const path = typeof given === 'object' ? given[0] : given;
  return path === undefined || isBlank(path) ? undefined : path;
}

/** Whether somebody says here which zone it is about: then it is not about what the service serves. */
export function namesZone(commandLine: CommandLine, environment: Environment): boolean {
  return requiredFlags.some(
    (flag) =>
      commandLine[flag.name] !== undefined || variablesOf(flag).some((name) => !isBlank(environment[name])),
  );
}

/** What is set wins over the file: the service manager has read more than this one file. */
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
    const more = others.length === 0 ? '' : `; lines like it: ${others.length} more`;
    findings.push({
      severity: 'warning',
      path: `${path}:${first}`,
      message: `is passed over: it is not NAME=value${more}`,
    });
  }
  if (nested !== undefined)
    findings.push({
      severity: 'warning',
      path,
      message: `sets ${variable}, which has no effect in such a file`,
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
    // systemd does not take such a file either, and with "-" before its name says nothing.
    return { reason: 'it is not UTF-8', isMissing: false };
  }
}
