// The directory in which this run keeps verdicts and overrides for the next one, if it may use one.

import { findDirectoryProblem } from '../../base/find-directory-problem.ts';
import type { Logger } from '../../base/logger.ts';
import type { RuntimeDirectory } from '../../config/settings/read-runtime-directory.ts';
import { makeDirectoryFor } from '../../control/claim-socket-path.ts';
import { controlSocketPath } from '../../control/control-socket-path.ts';

/** None if nobody chose a directory: the usual one may be in use by a service. */
export function prepareKeptDirectory(
  { path, isDefault }: RuntimeDirectory,
  logger: Logger,
): string | undefined {
  if (isDefault) return undefined;
  try {
    makeDirectoryFor(controlSocketPath(path));
  } catch {
    // If it cannot be used, that is reported below.
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
