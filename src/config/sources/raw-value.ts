// What was given for a flag, before anybody knows what it means.

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

/** Compose files pass `VARIABLE=` for variables that were left out. */
export function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}
