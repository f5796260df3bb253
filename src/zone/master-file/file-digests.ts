// Remembers what was in the files that were read, by path: a digest instead of the octets, which would cost as much memory as
// the files. Refuses to know who wants to find the same octets again.

import { createHash } from 'node:crypto';
import type { FileSource, LocatedFile } from './file-source.ts';

/** Never one of octets: the file was read twice, and was not the same. */
const unsteady = '';

export class FileDigests implements FileSource {
  readonly #files: FileSource;
  readonly #byPath = new Map<string, string>();

  constructor(files: FileSource) {
    this.#files = files;
  }

  get byPath(): ReadonlyMap<string, string> {
    return this.#byPath;
  }

  realPathOf(path: string): ReturnType<FileSource['realPathOf']> {
    return this.#files.realPathOf(path);
  }

  read(file: LocatedFile, octetsMax: number): ReturnType<FileSource['read']> {
    const read = this.#files.read(file, octetsMax);
    if (!read.ok) return read;
    const digest = digestOf(read.value);
    const before = this.#byPath.get(file.path);
    this.#byPath.set(file.path, before === undefined || before === digest ? digest : unsteady);
    return read;
  }
}

/** In lower-case hexadecimal, so that it can be the name of a file. */
export function digestOf(octets: Uint8Array): string {
  return createHash('sha256').update(octets).digest('hex');
}

const digestPattern = /^[0-9a-f]{64}$/;

export function isDigest(text: unknown): text is string {
  return typeof text === 'string' && digestPattern.test(text);
}
