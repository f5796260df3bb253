// A file in the runtime or state directory that one run leaves for the next, read and written whole or not at all. Refuses to
// know what belongs in it, and has the building blocks for checks of that.
//
//   directory of another user             nothing is read or written: its owner would decide what a daemon of root does
//   link, pipe, file of another user      not read; replaced, but never written through
//   draft                                 has a name of its own, so that two daemons never write to the same one

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
import { type FileHandle, open, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { systemClock } from './clock.ts';
import { errorCodeOf } from './error-code.ts';
import { explainReadError } from './explain-read-error.ts';
import { findDirectoryProblem } from './find-directory-problem.ts';
import { parseJson } from './parse-json.ts';
import { isOwnedByUsOrRoot, readRegularFile } from './read-regular-file.ts';
import { fail, type Result, succeed } from './result.ts';

/** The verdicts of a hundred thousand targets take 10 MB; a file ten times as large is not ours. */
const octetsMax = 128 * 1024 * 1024;
const draftMode = 0o600;
const draftFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const draftEnding = '.draft-';
/** Writing takes milliseconds, or seconds on a dying disk. */
const draftAgeSecondsMin = 60;

/** Nothing when there is no file; a problem when there is one that cannot be trusted. */
export function readKeptFile<Content>(
  path: string,
  check: (value: unknown) => Content | undefined,
): Result<Content | undefined, string> {
  const read = readKeptOctets(path);
  if (!read.ok) return read;
  if (read.value === undefined) return succeed(undefined);
  const parsed = parseJson(read.value.toString('utf8'));
  if (!parsed.ok) return fail('is damaged');
  const content = check(parsed.value);
  return content === undefined ? fail('has invalid contents') : succeed(content);
}

/** As `readKeptFile`, for what is no JSON: whoever reads it must check that it is whole. */
export function readKeptOctets(path: string): Result<Buffer | undefined, string> {
  const problem = explainDirectory(path);
  if (problem !== undefined) return fail(`is ignored: ${problem}`);
  removeDrafts(path);
  const read = readRegularFile(path, { octetsMax, isOwn: true });
  if (!read.ok) {
    const isAbsent = read.problem.kind === 'failed' && read.problem.code === 'ENOENT';
    return isAbsent ? succeed(undefined) : fail(`is ignored: ${explainReadError(read.problem)}`);
  }
  return succeed(read.value.bytes);
}

/** A large file is made while it is written: one chunk is in memory at a time. Empty ones let others have a turn. */
export type KeptContent = string | Uint8Array | Iterable<Uint8Array>;

/** Returns once the file is on the disk, or why it is not. A reader finds either the old file or the new one, whole. */
export function writeKeptFile(path: string, content: KeptContent): Result<void, string> {
  const written = replaceFile(path, (descriptor) => {
    for (const part of partsOf(content)) writeFileSync(descriptor, part);
    fsyncSync(descriptor);
    return undefined;
  });
  if (written.ok) syncDirectory(path);
  return written;
}

/**
 * The same for what is worthless after a reboot, by a program that is about to end: does not wait for the disk, and leaves the
 * old file as it is once it `isTooLate`.
 */
export function writeKeptFileInTime(
  path: string,
  content: Iterable<Uint8Array>,
  isTooLate: () => boolean,
): Result<void, string> {
  return replaceFile(path, (descriptor) => {
    for (const part of content) {
      if (isTooLate()) return 'it takes too long';
      writeFileSync(descriptor, part);
    }
    return undefined;
  });
}

/** The same without blocking the event loop: for what others are told is kept. */
export async function writeKeptFileSurely(path: string, text: string): Promise<Result<void, string>> {
  const write = async (file: FileHandle) => {
    await file.writeFile(text);
    await file.sync();
  };
  const written = await replaceFileSoon(path, write, (draft) => rename(draft, path));
  if (written.ok) await syncDirectorySoon(path);
  return written;
}

/**
 * Blocks neither the event loop nor waits for the disk: for what is worthless after a reboot. The file is not put into place
 * when it `isOutdated` by then, because a newer one was.
 */
export function writeKeptFileSoon(
  path: string,
  content: KeptContent,
  isOutdated: () => boolean,
): Promise<Result<void, string>> {
  const write = async (file: FileHandle) => {
    for (const part of partsOf(content)) {
      // An empty one is no reason to wait, so nobody else would get a turn.
      await (part.length === 0 ? setImmediate() : file.writeFile(part));
    }
  };
  return replaceFileSoon(path, write, (draft) => {
    // In the same turn as the question, so that nothing can come between.
    if (isOutdated()) unlinkSync(draft);
    else renameSync(draft, path);
  });
}

/** `write` returns why the old file stays, if it does. */
function replaceFile(path: string, write: (descriptor: number) => string | undefined): Result<void, string> {
  const problem = explainDirectory(path);
  if (problem !== undefined) return fail(problem);
  const draft = nameDraft(path);
  try {
    const descriptor = openSync(draft, draftFlags, draftMode);
    let reason: string | undefined;
    try {
      reason = write(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (reason !== undefined) {
      removeOwn(draft);
      return fail(reason);
    }
    renameSync(draft, path);
    return succeed(undefined);
  } catch (error) {
    return giveUp(draft, error);
  }
}

async function replaceFileSoon(
  path: string,
  write: (file: FileHandle) => Promise<void>,
  place: (draft: string) => void | Promise<void>,
): Promise<Result<void, string>> {
  const problem = explainDirectory(path);
  if (problem !== undefined) return fail(problem);
  const draft = nameDraft(path);
  try {
    const file = await open(draft, draftFlags, draftMode);
    try {
      await write(file);
    } finally {
      await file.close();
    }
    await place(draft);
    return succeed(undefined);
  } catch (error) {
    return giveUp(draft, error);
  }
}

function partsOf(content: KeptContent): Iterable<string | Uint8Array> {
  return typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
}

function explainDirectory(path: string): string | undefined {
  const directory = dirname(path);
  const problem = findDirectoryProblem(directory);
  return problem === undefined ? undefined : `${directory} ${problem}`;
}

/** Nobody can predict it, and no two daemons share it. */
function nameDraft(path: string): string {
  return `${path}${draftEnding}${randomBytes(8).toString('hex')}`;
}

function giveUp(draft: string, error: unknown): Result<never, string> {
  removeOwn(draft);
  return fail(errorCodeOf(error));
}

/** Of all files in a directory of kept files, without drafts that may still be in use; the old ones are removed. */
export function keptNamesIn(directory: string): readonly string[] {
  if (explainDirectory(join(directory, '.')) !== undefined) return [];
  try {
    const names = readdirSync(directory);
    for (const name of names) if (name.includes(draftEnding)) removeOwn(join(directory, name), isOld);
    return names.filter((name) => !name.includes(draftEnding));
  } catch {
    // There is none, or whoever writes to it will say what is wrong.
    return [];
  }
}

export function removeKeptFile(path: string): void {
  removeOwn(path);
}

/** Left by a crash between writing and renaming. Not new ones: another daemon may be about to rename its draft. */
function removeDrafts(path: string): void {
  const beginning = `${basename(path)}${draftEnding}`;
  try {
    for (const name of readdirSync(dirname(path)))
      if (name.startsWith(beginning)) removeOwn(join(dirname(path), name), isOld);
  } catch {
    // A directory that cannot be listed cannot be tidied up; reading the file will say what is wrong.
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
    // Already gone, or impossible to remove: it does no harm.
  }
}

/** A new name is only on the disk once its directory is. */
function syncDirectory(path: string): void {
  try {
    const descriptor = openSync(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Not every file system supports this; the file is written and in place.
  }
}

async function syncDirectorySoon(path: string): Promise<void> {
  try {
    const directory = await open(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  } catch {
    // As above.
  }
}

export function isCount(value: unknown, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;
}
