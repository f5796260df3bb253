// Whether a directory is one to keep files in, that is, whether nobody else decides what stands there. Refuses to know which
// files those are.

import { lstatSync, type Stats, statSync } from 'node:fs';
import { isOwnedByUsOrRoot } from './read-regular-file.ts';

/**
 * Words that follow the path; nothing for a directory that is not there. One that everybody may write to is none of a
 * problem by itself: container runtimes hand such ones out, and each file is looked at before it is believed or replaced.
 */
export function findDirectoryProblem(path: string): string | undefined {
  try {
    // The link decides as much as the directory that it leads to.
    return [lstatSync(path), statSync(path)].map(explainOwner).find((problem) => problem !== undefined);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? undefined : `cannot be inspected (${code})`;
  }
}

function explainOwner(status: Stats): string | undefined {
  if (isOwnedByUsOrRoot(status)) return undefined;
  return `belongs to another user (uid ${status.uid}), who could put anything there`;
}
