// An entry of the log as plain data. Refuses to know who logged it.

import type { LogLevel } from '../../../base/logger.ts';

export interface Happening {
  readonly number: number;
  /** Unix time in milliseconds. */
  readonly atMs: number;
  readonly level: LogLevel;
  readonly event: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}
