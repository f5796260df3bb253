// The flags of the log: what is written, and how.

import { logLevels } from '../base/logger.ts';
import { type LogSettings, logFormats } from '../logging/create-logger.ts';
import type { ScalarReader } from './read-scalars.ts';

export function readLog(scalars: ScalarReader): LogSettings {
  return {
    level: scalars.word('log-level', logLevels, 'info'),
    format: scalars.word('log-format', logFormats, 'auto'),
  };
}
