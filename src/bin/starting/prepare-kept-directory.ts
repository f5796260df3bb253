// The directory in which this run keeps verdicts and overrides for the next one, if there is one that is ours to keep them in.

import { findDirectoryProblem } from '../../base/find-directory-problem.ts';
import type { Logger } from '../../base/logger.ts';
import type { RuntimeDirectory } from '../../config/read-runtime-directory.ts';
import { controlSocketPath } from '../../control/control-path.ts';
import { makeDirectoryFor } from '../../control/control-server.ts';

/** None, by hand and without a directory of our own: a service may be using the usual one. */
export function prepareKeptDirectory(
  { path, isDefault }: RuntimeDirectory,
  logger: Logger,
): string | undefined {
  if (isDefault) return undefined;
  try {
    makeDirectoryFor(controlSocketPath(path));
  } catch {
    // Whoever cannot use it says so.
  }
  const problem = findDirectoryProblem(path);
  if (problem === undefined) return path;
  logger.warning(
    { event: 'runtime-directory-foreign', path, reason: problem },
    `${path} ${problem}; serving without memory: a restart forgets verdicts and overrides. ` +
      'Give it to the user of this daemon (chown), or name another with --runtime-directory',
  );
  return undefined;
}
