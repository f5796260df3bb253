// Copies of the master files of the last good configuration, in a directory beside it, named by the digest of their octets. A
// copy that is there already is not written again, and none is believed whose octets have another digest.
//
//   missing copies written -> last-good.json names them -> copies that it does not name removed
//
// So a crash in between leaves at most copies that nobody needs.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { errorCodeOf } from '../base/error-code.ts';
import { explainReadError } from '../base/explain-read-error.ts';
import { keptNamesIn, removeKeptFile, writeKeptFileSoon } from '../base/kept-file.ts';
import { readRegularFile } from '../base/read-regular-file.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import { digestOf, isDigest } from '../zone/master-file/file-digests.ts';
import { type FileSource, zoneOctetsMax } from '../zone/master-file/file-source.ts';

/** Digests by the path of the original. */
export type Digests = ReadonlyMap<string, string>;

const directoryMode = 0o700;

export class KeptCopies {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * All of them or, after a problem, no new ones. Only one file is in memory at a time, and other work gets its turn. Returns
   * the new ones, for `remove`.
   */
  async write(originals: Digests): Promise<Result<readonly string[], string>> {
    if (originals.size === 0) return succeed([]);
    const made = makeDirectory(this.#directory);
    if (!made.ok) return made;
    const present = new Set(keptNamesIn(this.#directory));
    const sound = new Set<string>();
    for (const [path, digest] of originals) {
      if (sound.has(digest)) continue;
      const written = await this.#write(path, digest);
      if (!written.ok) {
        this.remove([...sound].filter((name) => !present.has(name)));
        return written;
      }
      sound.add(digest);
    }
    return succeed([...sound].filter((name) => !present.has(name)));
  }

  /** Tries to, and the next time again. */
  remove(digests: readonly string[]): void {
    for (const digest of digests) removeKeptFile(this.#pathOf(digest));
  }

  removeOthers(wanted: Iterable<string>): void {
    const names = new Set(wanted);
    this.remove(keptNamesIn(this.#directory).filter((name) => isDigest(name) && !names.has(name)));
  }

  /** In place of the originals, which it never looks at. */
  instead(originals: Digests): FileSource {
    return {
      realPathOf: (path) => succeed(path),
      read: ({ path }, octetsMax) => {
        const digest = originals.get(path);
        if (digest === undefined) return lost('was not saved with the last good configuration');
        const copy = this.#pathOf(digest);
        const read = readRegularFile(copy, { octetsMax, isOwn: true });
        if (!read.ok) return lost(`has no readable copy ${copy}: ${explainReadError(read.problem)}`);
        if (digestOf(read.value.bytes) !== digest) return lost(`has a damaged copy, ${copy}`);
        return succeed(read.value.bytes);
      },
    };
  }

  async #write(path: string, digest: string): Promise<Result<void, string>> {
    await setImmediate();
    const copy = this.#pathOf(digest);
    if (isSound(copy, digest)) return succeed(undefined);
    const read = readRegularFile(path, { octetsMax: zoneOctetsMax });
    if (!read.ok) return fail(`cannot read ${path} again: ${explainReadError(read.problem)}`);
    const { bytes } = read.value;
    if (digestOf(bytes) !== digest) return fail(`${path} has changed since it was read`);
    return writeKeptFileSoon(copy, bytes, () => false);
  }

  #pathOf(digest: string): string {
    return join(this.#directory, digest);
  }
}

/** Half a copy may be left after a power failure. */
function isSound(copy: string, digest: string): boolean {
  const read = readRegularFile(copy, { octetsMax: zoneOctetsMax, isOwn: true });
  return read.ok && digestOf(read.value.bytes) === digest;
}

/** Not its parents, which are not ours. */
function makeDirectory(path: string): Result<void, string> {
  try {
    mkdirSync(path, { mode: directoryMode });
    return succeed(undefined);
  } catch (error) {
    const code = errorCodeOf(error);
    return code === 'EEXIST' ? succeed(undefined) : fail(code);
  }
}

function lost(sentence: string): Result<never, { readonly kind: 'lost'; readonly sentence: string }> {
  return fail({ kind: 'lost', sentence });
}
