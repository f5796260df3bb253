// `--for`: how long a drain or a forced verdict is to last.

import { readDuration } from '../../config/sources/read-duration.ts';
import { forSecondsMax } from '../../control/protocol/overrides.ts';
import { printError } from '../printing/print-error.ts';

/** Nothing, and the finding printed, when it is not a duration; `'for ever'` when it was not given. */
export function readFor(text: string | undefined): number | 'for ever' | undefined {
  if (text === undefined) return 'for ever';
  const seconds = readDuration(text);
  if (seconds !== undefined && Number.isInteger(seconds) && seconds >= 1 && seconds <= forSecondsMax)
    return seconds;
  printError(
    `error: --for: "${text}" is not a duration; write seconds, or 45s, 15m, 2h, 7d, at most ten years`,
  );
  return undefined;
}
