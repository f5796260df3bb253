// The files of a zone: the first one, and those that it includes, which must be below its folder. Refuses to know what is in
// them, but for what is no master file at all.

import { dirname, resolve, sep } from 'node:path';
import { readByteString } from '../../base/byte-string.ts';
import { explainReadError } from '../../base/explain-read-error.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import { type FileProblem, type FileSource, zoneOctetsMax } from './file-source.ts';
import { findForeignFormat } from './foreign-format.ts';
import { SourceText } from './source-text.ts';

/** A zone that is kept in more files is kept by a program, which can write one. */
export const filesMax = 1000;
/** Each level is somebody's idea of order; nobody has that many. */
export const depthMax = 10;

export interface OpenedFile {
  readonly source: SourceText;
  /** Where it really is, behind all links. */
  readonly realPath: string;
}

export class OpenFiles {
  /** As they were opened. */
  readonly paths: string[] = [];
  readonly #folder: string;
  readonly #path: string;
  readonly #source: FileSource;
  #octetsLeft = zoneOctetsMax;

  constructor(path: string, source: FileSource) {
    this.#source = source;
    this.#path = resolve(path);
    this.#folder = dirname(this.#path);
  }

  openFirst(): Result<OpenedFile, string> {
    return this.#open(this.#path);
  }

  /** From the innermost of the files that are open. */
  openIncluded(text: string, open: readonly OpenedFile[]): Result<OpenedFile, string> {
    if (open.length > depthMax) return fail(`is included at a depth of ${open.length}; at most ${depthMax}`);
    if (this.paths.length >= filesMax) return fail(`is one file too many; a zone has at most ${filesMax}`);
    const path = resolve(dirname(open.at(-1)?.source.file ?? this.#path), text);
    // Without a look at the file: whether there is one outside is nobody's business.
    if (!isBelow(path, this.#folder)) return fail(this.#explainOutside());
    const opened = this.#open(path, open);
    return opened;
  }

  /** Whether so many octets more may be made of what was read. */
  spend(octets: number): boolean {
    this.#octetsLeft -= octets;
    return this.#octetsLeft >= 0;
  }

  #open(path: string, open: readonly OpenedFile[] = []): Result<OpenedFile, string> {
    const real = this.#source.realPathOf(path);
    if (!real.ok) return fail(explain(real.problem));
    const realPath = real.value;
    if (open.length > 0) {
      const folder = this.#source.realPathOf(this.#folder);
      if (!folder.ok || !isBelow(realPath, folder.value)) return fail(this.#explainOutside());
      if (open.some((other) => other.realPath === realPath))
        return fail('includes itself; the loop ends here');
    }
    const read = this.#source.read({ path, realPath }, Math.max(0, this.#octetsLeft));
    if (!read.ok) return fail(explain(read.problem));
    const text = readByteString(read.value);
    this.#octetsLeft -= text.length;
    const foreign = findForeignFormat(text);
    if (foreign !== undefined) return fail(foreign);
    this.paths.push(path);
    return succeed({ source: new SourceText(path, text), realPath });
  }

  #explainOutside(): string {
    return `is not below ${this.#folder}, where the zone's file is; only files there can be included`;
  }
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function explain(problem: FileProblem): string {
  if (problem.kind === 'lost') return problem.sentence;
  if (problem.kind !== 'too-large') return `cannot be read: ${explainReadError(problem)}`;
  return `is too large; all files of a zone together have at most ${zoneOctetsMax} octets`;
}
