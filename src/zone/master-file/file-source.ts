// Where the octets of master files come from: the disk, unless somebody kept copies. Refuses to know what is in them.

import { realpathSync } from 'node:fs';
import { errorCodeOf } from '../../base/error-code.ts';
import { type ReadProblem, readRegularFile } from '../../base/read-regular-file.ts';
import { fail, type Result, succeed } from '../../base/result.ts';

/** Of all files of a zone, and of what $GENERATE makes: a million records take about as much. */
export const zoneOctetsMax = 64 * 1024 * 1024;

/** A sentence about the file without its subject says why it has no octets, although the file itself may. */
export type FileProblem = ReadProblem | { readonly kind: 'lost'; readonly sentence: string };

export interface LocatedFile {
  /** As it was opened. */
  readonly path: string;
  /** Where it really is, behind all links. */
  readonly realPath: string;
}

export interface FileSource {
  realPathOf(path: string): Result<string, FileProblem>;
  read(file: LocatedFile, octetsMax: number): Result<Uint8Array, FileProblem>;
}

export const filesOnDisk: FileSource = {
  realPathOf(path) {
    try {
      return succeed(realpathSync(path));
    } catch (error) {
      return fail({ kind: 'failed', code: errorCodeOf(error) });
    }
  },
  read({ realPath }, octetsMax) {
    const read = readRegularFile(realPath, { octetsMax });
    return read.ok ? succeed(read.value.bytes) : read;
  },
};
