// A logger that records its entries for tests to inspect.

import { type LogFields, type Logger, type LogLevel, logLevels } from '../../src/base/logger.ts';

export interface LogEntry {
  readonly level: LogLevel;
  readonly fields: LogFields;
  readonly message: string;
}

export function createRecordingLogger(): { readonly logger: Logger; readonly entries: readonly LogEntry[] } {
  const entries: LogEntry[] = [];
  const logger = Object.fromEntries(
    logLevels.map((level) => [
      level,
      (fields: LogFields, message: string) => entries.push({ level, fields, message }),
    ]),
  ) as unknown as Logger;
  return { logger, entries };
}
