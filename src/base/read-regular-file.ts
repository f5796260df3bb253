// Reads a file that somebody named, whatever it turns out to be: never blocks, and never reads more than the caller allows.
// Refuses to know what the octets mean.

import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import { errorCodeOf } from './error-code.ts';
import { fail, type Result, succeed } from './result.ts';

export type ReadProblem =
  /** What it is instead, with its article: `a directory`. */
  | { readonly kind: 'no-file'; readonly what: string }
  | { readonly kind: 'too-large'; readonly octetsMax: number }
  /** Another user owns it and could have written anything. */
  | { readonly kind: 'foreign'; readonly uid: number }
  | { readonly kind: 'dangling' }
  /** The system's own code. */
  | { readonly kind: 'failed'; readonly code: string };

export interface RegularFile {
  readonly bytes: Buffer;
  readonly mode: number;
}

export interface ReadLimits {
  readonly octetsMax: number;
  /** Only files owned by this user or root, and no symbolic links: for files that only an earlier run should have written. */
  readonly isOwn?: boolean;
}

/** The size is only a first guess: files in /proc and /sys claim to be empty. */
const guessOctetsMin = 4096;

/** Pipes and devices are refused before they are opened: opening alone can block for ever, or rewind a tape. */
export function readRegularFile(
  path: string,
  { octetsMax, isOwn = false }: ReadLimits,
): Result<RegularFile, ReadProblem> {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
  let descriptor: number | undefined;
  try {
    const obstacle = findObstacle(isOwn ? lstatSync(path) : statSync(path), isOwn);
    if (obstacle !== undefined) return fail(obstacle);
    descriptor = openSync(path, isOwn ? flags | constants.O_NOFOLLOW : flags);
    // Again, because the file may have been replaced in between.
    const status = fstatSync(descriptor);
    const other = findObstacle(status, isOwn);
    if (other !== undefined) return fail(other);
    if (status.size > octetsMax) return fail({ kind: 'too-large', octetsMax });
    const bytes = readAll(descriptor, status.size, octetsMax);
    return bytes === undefined
      ? fail({ kind: 'too-large', octetsMax })
      : succeed({ bytes, mode: status.mode });
  } catch (error) {
    const code = errorCodeOf(error);
    return fail(code === 'ENOENT' && isLink(path) ? { kind: 'dangling' } : { kind: 'failed', code });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function findObstacle(status: Stats, isOwn: boolean): ReadProblem | undefined {
  if (!status.isFile()) return { kind: 'no-file', what: describeKind(status) };
  return isOwn && !isOwnedByUsOrRoot(status) ? { kind: 'foreign', uid: status.uid } : undefined;
}

export function isOwnedByUsOrRoot({ uid }: Pick<Stats, 'uid'>): boolean {
  return uid === 0 || uid === process.geteuid?.();
}

export function describeKind(status: Stats): string {
  if (status.isFile()) return 'a file';
  if (status.isDirectory()) return 'a directory';
  if (status.isSymbolicLink()) return 'a symbolic link';
  if (status.isFIFO()) return 'a pipe';
  return status.isSocket() ? 'a socket' : 'a device';
}

/** To the end, whatever the size said; nothing when that is beyond the limit. */
function readAll(descriptor: number, size: number, octetsMax: number): Buffer | undefined {
  const parts: Buffer[] = [];
  let octets = 0;
  for (;;) {
    // One octet more than expected, which tells whether that was all.
    const room = Math.min(Math.max(size - octets, guessOctetsMin), octetsMax - octets) + 1;
    const part = Buffer.alloc(room);
    const read = readSync(descriptor, part);
    if (read === 0) return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
    octets += read;
    if (octets > octetsMax) return undefined;
    parts.push(part.subarray(0, read));
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
