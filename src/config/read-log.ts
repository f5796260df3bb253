// The flags of the log: what is written, and how.

import { type LogLevel, logLevels } from '../base/logger.ts';
import type { ScalarReader } from './read-scalars.ts';

export const logFormats = ['auto', 'text', 'json'] as const;

export interface LogSettings {
  readonly level: LogLevel;
  readonly format: (typeof logFormats)[number];
}

export function readLog(scalars: ScalarReader): LogSettings {
  return {
    level: scalars.word('log-level', logLevels, 'info'),
    format: scalars.word('log-format', logFormats, 'auto'),
  };
}
