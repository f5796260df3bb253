// Makes room for a socket in the file system: its directory, and a stale socket out of the way. Anything else that stands
// there is somebody's and stays.

import { lstatSync, mkdirSync, unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { errorCodeOf } from '../base/error-code.ts';
import { describeKind, isOwnedByUsOrRoot } from '../base/read-regular-file.ts';

/** unix(7): sun_path holds 108 octets including the final zero. Node cuts off longer paths without a word. */
const pathOctetsMax = 107;
const directoryMode = 0o700;

/** Resolves to what is in the way, or to nothing when the path is free. */
export async function claimSocketPath(path: string): Promise<string | undefined> {
  if (Buffer.byteLength(path) > pathOctetsMax) return 'the path is too long for a socket';
  try {
    makeDirectoryFor(path);
    const before = lstatSync(path, { throwIfNoEntry: false });
    if (before === undefined) return undefined;
    if (!before.isSocket()) return `${describeKind(before)} stands in its place; remove it`;
    if (!isOwnedByUsOrRoot(before))
      return `a socket of another user (uid ${before.uid}) stands in its place; remove it`;
    const code = await tryToConnect(path);
    if (code === undefined) return 'another process listens there';
    if (code === 'ENOENT') return undefined;
    // Only a refusal proves that nobody listens: a process with a full queue or another owner gives other codes.
    if (code !== 'ECONNREFUSED') return `cannot tell whether another process listens there: ${code}`;
    // Another daemon starting at the same time may have put its own socket there meanwhile.
    const now = lstatSync(path, { throwIfNoEntry: false });
    if (now !== undefined && now.ino === before.ino && now.dev === before.dev) unlinkSync(path);
    return undefined;
  } catch (error) {
    return errorCodeOf(error);
  }
}

/** Also for files that must be there before the socket is. */
export function makeDirectoryFor(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: directoryMode });
}

/** The system's code, or nothing when somebody listens. */
function tryToConnect(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}
