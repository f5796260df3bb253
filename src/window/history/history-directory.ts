// The directory of history: its files, and who may write to them. Of two daemons with one directory the one that came last has
// it. Refuses to know what happened; see docs/history.md for the files.

import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCodeOf } from '../../base/error-code.ts';
import { findDirectoryProblem } from '../../base/find-directory-problem.ts';
import { readKeptFile, writeKeptFileSurely } from '../../base/kept-file.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import { checkSubjectTable, printSubjectTable, SubjectTable } from './subject-table.ts';

const tableName = 'subjects';
const ownerName = 'owner';
const ownerOctets = 32;
const directoryMode = 0o700;
const shelfPattern = /^(?:target|name)s-(\d{1,4})$/;

export class HistoryDirectory {
  readonly #path: string;
  readonly #owner = randomBytes(ownerOctets / 2).toString('hex');

  constructor(path: string) {
    this.#path = path;
  }

  file(name: string): string {
    return join(this.#path, name);
  }

  /** From now on it is ours. */
  async claim(): Promise<Result<void, string>> {
    const made = await makeDirectory(this.#path);
    if (!made.ok) return made;
    const problem = findDirectoryProblem(this.#path);
    return problem === undefined ? writeKeptFileSurely(this.file(ownerName), this.#owner) : fail(problem);
  }

  /** Whether it is still ours. */
  async isOurs(): Promise<Result<boolean, string>> {
    try {
      const handle = await open(this.file(ownerName), constants.O_RDONLY | constants.O_NOFOLLOW);
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(ownerOctets), 0, ownerOctets, 0);
        return succeed(buffer.toString('latin1', 0, bytesRead) === this.#owner);
      } finally {
        await handle.close();
      }
    } catch (error) {
      const code = errorCodeOf(error);
      return fail(code === 'ENOENT' ? 'it was removed' : code);
    }
  }

  /** An empty one where there is none, with why a damaged one was given up. */
  readTable(): Result<{ readonly table: SubjectTable; readonly damage?: string }, string> {
    const read = readKeptFile(this.file(tableName), checkSubjectTable);
    if (read.ok && read.value !== undefined) return succeed({ table: read.value });
    const table = new SubjectTable(randomBytes(16).toString('hex'));
    if (read.ok) return succeed({ table });
    // A file that is not ours, or cannot be read for the moment, is no reason to give up the others.
    return read.problem.startsWith('is ignored') ? read : succeed({ table, damage: read.problem });
  }

  writeTable(table: SubjectTable): Promise<Result<void, string>> {
    return writeKeptFileSurely(this.file(tableName), printSubjectTable(table));
  }

  /** Files of a table that had more subjects. */
  async removeShelvesBeyond(shelves: Readonly<Record<string, number>>): Promise<void> {
    try {
      for (const name of await readdir(this.#path)) {
        const number = shelfPattern.exec(name)?.[1];
        if (number === undefined) continue;
        const kind = name.startsWith('target') ? 'target' : 'name';
        if (Number(number) >= (shelves[kind] ?? 0)) await unlink(this.file(name));
      }
    } catch {
      // They take room that nobody misses yet; the next start tries again.
    }
  }
}

/**
 * With those around it. Node's own way (`recursive`) tries for ever where a file system that has the parent says ENOENT: below
 * /proc, and where an automounter finds nothing.
 */
async function makeDirectory(path: string): Promise<Result<void, string>> {
  const code = await tryToMake(path);
  if (code !== 'ENOENT') return code === undefined ? succeed(undefined) : fail(code);
  const parent = dirname(path);
  const made = parent === path ? fail(code) : await makeDirectory(parent);
  if (!made.ok) return made;
  const again = await tryToMake(path);
  return again === undefined ? succeed(undefined) : fail(again);
}

/** Nothing when it is there now. */
async function tryToMake(path: string): Promise<string | undefined> {
  try {
    await mkdir(path, { mode: directoryMode });
    return undefined;
  } catch (error) {
    const code = errorCodeOf(error);
    return code === 'EEXIST' ? undefined : code;
  }
}
