// What was given for a flag, before anybody knows what it means.

import type { Findings } from '../findings/finding.ts';
import type { Origin } from '../findings/origin.ts';
import type { FlagName } from './flags.ts';

/** What the command line gave: a text, or several for a repeated flag. */
export type CommandLine = Readonly<Record<string, string | readonly string[] | undefined>>;
export type Environment = Readonly<Record<string, string | undefined>>;

export interface RawValue {
  readonly texts: readonly string[];
  /** What the operator has to change: `--port`, `HEALTHY_DNS_PORT`, `DNS_PORT`, or a file. */
  readonly source: string;
  /** What paths in the value are relative to; absent: the working directory. */
  readonly folder?: string;
  /** Where in a configuration file it stands. A list or a mapping from there is JSON in `texts`. */
  readonly origin?: Origin;
}

export type RawValues = ReadonlyMap<FlagName, RawValue>;

/** A configuration file, as if its settings had been given as flags. */
export interface ConfigFile {
  readonly path: string;
  readonly values: RawValues;
  readonly findings: Findings;
  readonly isMissing: boolean;
  /** Nobody knows what it sets: that something is not set would follow from that. */
  readonly isBroken: boolean;
}

/** Compose files pass `VARIABLE=` for variables that were left out. */
export function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}

/** Commas and blanks separate values that cannot have either. */
export function splitList(text: string): string[] {
  return text.split(/[\s,]+/).filter((part) => part !== '');
}
