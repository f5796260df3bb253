// The file that keeps what updates made, over restarts and upgrades. Written whole and for sure before anybody is told; every
// field is checked before it is believed. A damaged file is moved aside: somebody may want to read it.

import { renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCodeOf } from '../base/error-code.ts';
import { explainReadError } from '../base/explain-read-error.ts';
import { findDirectoryProblem } from '../base/find-directory-problem.ts';
import { keptNamesIn, writeKeptFileSurely } from '../base/kept-file.ts';
import { parseJson } from '../base/parse-json.ts';
import { readRegularFile } from '../base/read-regular-file.ts';
import { fail, type Result } from '../base/result.ts';
import { checkUpdates, fileOctetsMax, printUpdates } from './update-format.ts';
import type { UpdatedZones } from './updated-zone.ts';

const fileName = 'updates.json';

export function updateFilePath(directory: string): string {
  return join(directory, fileName);
}

/** What an earlier run left. */
export type RecalledUpdates =
  | { readonly kind: 'none' }
  | { readonly kind: 'read'; readonly zones: UpdatedZones }
  /** It has been moved to another place: a new one can be written. */
  | { readonly kind: 'damaged'; readonly problem: string; readonly movedTo: string }
  /** It must not be replaced: what is in it may be good. */
  | { readonly kind: 'unreadable'; readonly problem: string };

export function readUpdateFile(path: string, nowSeconds: number): RecalledUpdates {
  const directory = findDirectoryProblem(dirname(path));
  if (directory !== undefined) return { kind: 'unreadable', problem: `${dirname(path)} ${directory}` };
  // Removes what a crash left of writing it.
  keptNamesIn(dirname(path));
  const read = readRegularFile(path, { octetsMax: fileOctetsMax, isOwn: true });
  if (!read.ok) {
    const isAbsent = read.problem.kind === 'failed' && read.problem.code === 'ENOENT';
    return isAbsent ? { kind: 'none' } : { kind: 'unreadable', problem: explainReadError(read.problem) };
  }
  const parsed = parseJson(read.value.bytes.toString('utf8'));
  const checked = parsed.ok ? checkUpdates(parsed.value) : fail('it is not JSON');
  if (checked.ok) return { kind: 'read', zones: checked.value };
  return moveAside(path, checked.problem, nowSeconds);
}

function moveAside(path: string, problem: string, nowSeconds: number): RecalledUpdates {
  const stamp = new Date(nowSeconds * 1000).toISOString().replace(/[-:]|\.\d+/g, '');
  const movedTo = `${path}.damaged-${stamp}`;
  try {
    renameSync(path, movedTo);
    return { kind: 'damaged', problem, movedTo };
  } catch (error) {
    return {
      kind: 'unreadable',
      problem: `${problem}, and it cannot be moved aside (${errorCodeOf(error)})`,
    };
  }
}

/** Returns once it is on the disk. */
export function writeUpdateFile(path: string, zones: UpdatedZones): Promise<Result<void, string>> {
  return writeKeptFileSurely(path, printUpdates(zones));
}
