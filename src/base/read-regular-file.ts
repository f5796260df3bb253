// Reads a file that somebody named, whatever turns out to be there: never waits, and never takes more than the caller can
// use. Refuses to know what the octets mean.

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
import { fail, type Result, succeed } from './result.ts';

export type ReadProblem =
  /** What is there instead, with its article: `a directory`. */
  | { readonly kind: 'no-file'; readonly what: string }
  | { readonly kind: 'too-large'; readonly octetsMax: number }
  /** Somebody else could have put anything into it. */
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
  /** Only what this user or root wrote, and no symbolic link: for files that nobody but an earlier run of us should write. */
  readonly isOwn?: boolean;
}

/** Files in /proc and /sys claim to be empty, so that a size is a first guess and no more. */
const guessOctetsMin = 4096;

/** FIFOs and devices are refused before they are opened: opening alone can wait for ever, or rewind a tape. */
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
    // Once more: what was there a moment ago may have been replaced.
    const status = fstatSync(descriptor);
    const other = findObstacle(status, isOwn);
    if (other !== undefined) return fail(other);
    if (status.size > octetsMax) return fail({ kind: 'too-large', octetsMax });
    const bytes = readAll(descriptor, status.size, octetsMax);
    return bytes === undefined
      ? fail({ kind: 'too-large', octetsMax })
      : succeed({ bytes, mode: status.mode });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
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

/** Until the end, wherever the size said it would be; nothing when there is more than may be. */
function readAll(descriptor: number, size: number, octetsMax: number): Buffer | undefined {
  const parts: Buffer[] = [];
  let octets = 0;
  for (;;) {
    // One octet more than expected: whether it comes tells whether that was all.
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
