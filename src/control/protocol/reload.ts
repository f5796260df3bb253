// What `POST /v1/reload` asks and answers. Refuses to know how a configuration is loaded.

import { succeed } from '../../base/result.ts';
import { boolean, dictionary, list, object, optional, type Reader, text } from '../../base/value-reader.ts';
import type { Finding } from '../../config/findings/finding.ts';
import { readFinding } from './finding.ts';

export interface ReloadBody {
  /** Variables that replace the daemon's own. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Accept a configuration without a zone even while one is served. */
  readonly allowEmpty?: boolean | undefined;
}

/** Of a reload that worked: the warnings; of one that was refused: all findings. */
export interface ReloadReply {
  readonly findings: readonly Finding[];
  /** The file that the daemon read its variables from again. */
  readonly environmentFile?: string | undefined;
}

const readFields = object<ReloadBody>({
  environment: optional(dictionary(text)),
  allowEmpty: optional(boolean),
});

/** No body at all is the same as SIGHUP; one that says nothing was meant to say something. */
export const readReloadBody: Reader<ReloadBody | undefined> = (value) => {
  if (value === undefined) return succeed(undefined);
  const read = readFields(value);
  return read.ok && read.value.environment === undefined && read.value.allowEmpty !== true
    ? { ok: false, problem: { kind: 'missing', path: ['environment'] } }
    : read;
};

export const readReloadReply = object<ReloadReply>({
  findings: list(readFinding),
  environmentFile: optional(text),
});
