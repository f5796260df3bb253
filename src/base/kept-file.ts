// A file of the runtime directory that one run leaves for the next: read whole or not at all, and written so. What may stand
// in it is for others to check; this is what their checks are made of.
//
//   directory of another user             nothing is read or written: a daemon of root would do as its owner says
//   link, pipe, file of another user      not read; replaced, and never written through
//   draft                                 new under a name of its own, so that two daemons do not write into the same one

import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  type Stats,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { systemClock } from './clock.ts';
import { explainReadError } from './explain-read-error.ts';
import { findDirectoryProblem } from './find-directory-problem.ts';
import { parseJson } from './parse-json.ts';
import { isOwnedByUsOrRoot, readRegularFile } from './read-regular-file.ts';
import { fail, type Result, succeed } from './result.ts';

/** The verdicts of a hundred thousand targets take 10 MB; what is ten times as large is none of our files. */
const octetsMax = 128 * 1024 * 1024;
const draftMode = 0o600;
const draftFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const draftEnding = '.draft-';
/** Writing takes milliseconds, on a disk that is nearly dead seconds. */
const draftAgeSecondsMin = 60;

/** Nothing when there is none; a problem when there is one that cannot be believed. */
export function readKeptFile<Content>(
  path: string,
  check: (value: unknown) => Content | undefined,
): Result<Content | undefined, string> {
  const problem = explainDirectory(path);
  if (problem !== undefined) return fail(`is ignored: ${problem}`);
  removeDrafts(path);
  const read = readRegularFile(path, { octetsMax, isOwn: true });
  if (!read.ok) {
    const isAbsent = read.problem.kind === 'failed' && read.problem.code === 'ENOENT';
    return isAbsent ? succeed(undefined) : fail(`is ignored: ${explainReadError(read.problem)}`);
  }
  const parsed = parseJson(read.value.bytes.toString('utf8'));
  if (!parsed.ok) return fail('is damaged');
  const content = check(parsed.value);
  return content === undefined ? fail('has unexpected contents') : succeed(content);
}

/** Returns when it is on the disk, or with the reason why it is not: whoever reads finds the old file or the new one, whole. */
export function writeKeptFile(path: string, text: string): Result<void, string> {
  const problem = explainDirectory(path);
  if (problem !== undefined) return fail(problem);
  const draft = nameDraft(path);
  try {
    const descriptor = openSync(draft, draftFlags, draftMode);
    try {
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(draft, path);
    syncDirectory(path);
    return succeed(undefined);
  } catch (error) {
    return giveUp(draft, error);
  }
}

/**
 * Without keeping the event loop from anything, and without waiting for the disk: for what is worth nothing once the machine
 * was off. Not put into place when it `isOutdated` by then: a newer one was put there meanwhile.
 */
export async function writeKeptFileSoon(
  path: string,
  text: string,
  isOutdated: () => boolean,
): Promise<Result<void, string>> {
  const problem = explainDirectory(path);
  if (problem !== undefined) return fail(problem);
  const draft = nameDraft(path);
  try {
    const file = await open(draft, draftFlags, draftMode);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    // In one go with the question: nothing can come between.
    if (isOutdated()) unlinkSync(draft);
    else renameSync(draft, path);
    return succeed(undefined);
  } catch (error) {
    return giveUp(draft, error);
  }
}

function explainDirectory(path: string): string | undefined {
  const directory = dirname(path);
  const problem = findDirectoryProblem(directory);
  return problem === undefined ? undefined : `${directory} ${problem}`;
}

/** Nobody can know it before, and no other daemon has the same. */
function nameDraft(path: string): string {
  return `${path}${draftEnding}${randomBytes(8).toString('hex')}`;
}

function giveUp(draft: string, error: unknown): Result<never, string> {
  removeOwn(draft);
  return fail((error as NodeJS.ErrnoException).code ?? String(error));
}

/** After a crash between writing and moving. Not what is new: another daemon may be about to move it. */
function removeDrafts(path: string): void {
  const beginning = `${basename(path)}${draftEnding}`;
  try {
    for (const name of readdirSync(dirname(path)))
      if (name.startsWith(beginning)) removeOwn(join(dirname(path), name), isOld);
  } catch {
    // What cannot be listed cannot be tidied up; reading the file will say what is wrong.
  }
}

function isOld({ mtimeMs }: Stats): boolean {
  return systemClock.wallSeconds() - mtimeMs / 1000 >= draftAgeSecondsMin;
}

function removeOwn(path: string, isSurplus: (status: Stats) => boolean = () => true): void {
  try {
    const status = lstatSync(path);
    if (status.isFile() && isOwnedByUsOrRoot(status) && isSurplus(status)) unlinkSync(path);
  } catch {
    // Gone already, or there to stay: it is in nobody's way.
  }
}

/** A new name is on the disk when its directory is. */
function syncDirectory(path: string): void {
  try {
    const descriptor = openSync(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Not every file system can; the file has been written, and is in its place.
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isCount(value: unknown, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;
}
