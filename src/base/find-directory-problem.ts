// Whether it is safe to keep files in a directory: whether nobody else decides what is in it. Refuses to know which files.

import { lstatSync, type Stats, statSync } from 'node:fs';
import { errorCodeOf } from './error-code.ts';
import { isOwnedByUsOrRoot } from './read-regular-file.ts';

/**
 * Words that follow the path; nothing for a directory that does not exist. One that everybody may write to is not a
 * problem in itself: container runtimes provide such directories, and each file is checked before it is trusted or replaced.
 */
export function findDirectoryProblem(path: string): string | undefined {
  try {
    // The owner of a link decides as much as the owner of the directory it leads to.
    return [lstatSync(path), statSync(path)].map(explainOwner).find((problem) => problem !== undefined);
  } catch (error) {
    const code = errorCodeOf(error);
    return code === 'ENOENT' ? undefined : `cannot be inspected (${code})`;
  }
}

function explainOwner(status: Stats): string | undefined {
  if (isOwnedByUsOrRoot(status)) return undefined;
  return `belongs to another user (uid ${status.uid}), who could put anything there`;
}
