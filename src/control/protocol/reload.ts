// What `POST /v1/reload` asks and answers. Refuses to know how a configuration is loaded.

import { succeed } from '../../base/result.ts';
import {
  boolean,
  dictionary,
  list,
  object,
  optional,
  type Reader,
  text,
  wholeNumber,
  word,
} from '../../base/value-reader.ts';
import type { Finding } from '../../config/findings/finding.ts';
import { readFinding } from './finding.ts';

export interface ReloadBody {
  /** Variables that replace the daemon's own. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Accept a configuration without a zone even while one is served. */
  readonly allowEmpty?: boolean | undefined;
  /** Change nothing, and say what would change. */
  readonly dryRun?: boolean | undefined;
}

/** Of a reload that worked: the warnings; of one that was refused: all findings. */
export interface ReloadReply {
  readonly findings: readonly Finding[];
  /** The file that the daemon read its variables from again. */
  readonly environmentFile?: string | undefined;
  /** The configuration file that it read again. */
  readonly configFile?: string | undefined;
  /** What would change, of a dry run that found no error. */
  readonly foreseen?: ForeseenReload | undefined;
}

export interface ForeseenReload {
  /** Those that would change, appear or go, in canonical order. */
  readonly zones: readonly ForeseenZone[];
  /** How many more zones there would be in that list. */
  readonly zonesLeftOut: number;
  /** How many checks begin and end. */
  readonly checksAdded: number;
  readonly checksRemoved: number;
  /** Zones that stay, which others could have or change than before; absent: none. */
  readonly shared?: ForeseenSharing | undefined;
}

export interface ForeseenSharing {
  /** The first so many. */
  readonly zones: readonly string[];
  readonly count: number;
}

export interface ForeseenZone {
  readonly zone: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Present for an alias, whose records are those of this zone. */
  readonly aliasOf?: string | undefined;
  /** The first so many records, as in a master file. SOA records and signatures are left out. */
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** All of them. */
  readonly removedCount: number;
  readonly addedCount: number;
}

const readFields = object<ReloadBody>({
  environment: optional(dictionary(text)),
  allowEmpty: optional(boolean),
  dryRun: optional(boolean),
});

/** No body at all is the same as SIGHUP; one that says nothing was meant to say something. */
export const readReloadBody: Reader<ReloadBody | undefined> = (value) => {
  if (value === undefined) return succeed(undefined);
  const read = readFields(value);
  return read.ok && saysNothing(read.value)
    ? { ok: false, problem: { kind: 'missing', path: ['environment'] } }
    : read;
};

function saysNothing({ environment, allowEmpty, dryRun }: ReloadBody): boolean {
  return environment === undefined && allowEmpty !== true && dryRun !== true;
}

const count = wholeNumber(0, Number.MAX_SAFE_INTEGER);

const readForeseenZone = object<ForeseenZone>({
  zone: text,
  change: word(['added', 'removed', 'changed']),
  aliasOf: optional(text),
  removed: list(text),
  added: list(text),
  removedCount: count,
  addedCount: count,
});

const readForeseenReload = object<ForeseenReload>({
  zones: list(readForeseenZone),
  zonesLeftOut: count,
  checksAdded: count,
  checksRemoved: count,
  shared: optional(object<ForeseenSharing>({ zones: list(text), count })),
});

export const readReloadReply = object<ReloadReply>({
  findings: list(readFinding),
  environmentFile: optional(text),
  configFile: optional(text),
  foreseen: optional(readForeseenReload),
});
