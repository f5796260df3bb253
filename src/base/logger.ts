// The log as the program sees it: five levels, fields for programs, a sentence for people. Refuses to know where the lines
// go; src/logging decides that.

export type LogLevel = 'debug' | 'info' | 'warning' | 'error' | 'critical';

export const logLevels: readonly LogLevel[] = ['debug', 'info', 'warning', 'error', 'critical'];

/** `event` identifies the event for programs and is stable between releases; the message is not. */
export interface LogFields {
  readonly event: string;
  // These the log sets itself; a line of JSON would have them twice.
  readonly level?: never;
  readonly time?: never;
  readonly message?: never;
  readonly [field: string]: unknown;
}

export type Logger = Readonly<Record<LogLevel, (fields: LogFields, message: string) => void>>;
