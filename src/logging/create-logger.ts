// The log: JSON lines for machines, which pino encodes, text for people, and under systemd entries of the journal with their
// own fields. An entry is encoded once, for where it goes.

import { type Logger as PinoLogger, pino } from 'pino';
import type { LogFields, Logger, LogLevel } from '../base/logger.ts';
import { toJournalFields, toPrefixedLine } from './journal-fields.ts';

export const logFormats = ['auto', 'text', 'json'] as const;

export interface LogSettings {
  readonly level: LogLevel;
  readonly format: (typeof logFormats)[number];
}

/** pino's numbers for our levels; only their order matters. */
const pinoLevels: Readonly<Record<LogLevel, number>> = {
  debug: 20,
  info: 30,
  warning: 40,
  error: 50,
  critical: 60,
};

export interface LogOutputs {
  readonly isTerminal: boolean;
  readonly writeLine: (line: string) => void;
  /** Hears every entry before it is written, those included that the level keeps out. Must not throw. */
  readonly hear?: HearEntry | undefined;
  /** Present when the journal reads our output. */
  readonly journal?: JournalOutput;
}

export type HearEntry = (level: LogLevel, fields: LogFields, message: string) => void;

export interface JournalOutput {
  /** Absent when the journal can only be reached by lines; false when it did not take this entry. */
  readonly writeFields?: (fields: ReadonlyMap<string, string>) => boolean;
}

export interface LogControl {
  readonly logger: Logger;
  /** Changes level and format while the program runs. */
  configure(settings: LogSettings): void;
}

export function createLogger(settings: LogSettings, outputs: LogOutputs): LogControl {
  const pinoLogger: PinoLogger<LogLevel> = pino(
    {
      level: settings.level,
      customLevels: pinoLevels,
      useOnlyCustomLevels: true,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      messageKey: 'message',
    },
    { write: outputs.writeLine },
  );
  let write = chooseWriter(settings, outputs, pinoLogger);
  const needsCaller = outputs.journal?.writeFields !== undefined;

  function logAt(level: LogLevel): Logger[LogLevel] {
    return function log(fields: LogFields, message: string): void {
      outputs.hear?.(level, fields, message);
      if (!pinoLogger.isLevelEnabled(level)) return;
      // Finding the caller is slow, and only the journal has a place for it.
      write(level, needsCaller ? { ...fields, caller: findCaller(log) } : fields, message);
    };
  }

  return {
    logger: {
      debug: logAt('debug'),
      info: logAt('info'),
      warning: logAt('warning'),
      error: logAt('error'),
      critical: logAt('critical'),
    },
    configure(changed) {
      pinoLogger.level = changed.level;
      write = chooseWriter(changed, outputs, pinoLogger);
    },
  };
}

/** Encodes an entry, once, and hands it to its output. */
type WriteEntry = (level: LogLevel, fields: LogFields, message: string) => void;

function chooseWriter(
  { format }: LogSettings,
  { isTerminal, journal, writeLine }: LogOutputs,
  pinoLogger: PinoLogger<LogLevel>,
): WriteEntry {
  if (format === 'auto' && journal !== undefined) return journalWriter(journal, writeLine);
  if (format === 'text' || (format === 'auto' && isTerminal))
    return (level, fields, message) => writeLine(toText(level, fields, message));
  return (level, fields, message) => pinoLogger[level](fields, message);
}

function journalWriter({ writeFields }: JournalOutput, writeLine: (line: string) => void): WriteEntry {
  return (level, fields, message) => {
    if (writeFields?.(toJournalFields(level, fields, message)) !== true)
      writeLine(toPrefixedLine(level, message));
  };
}

/** The message is all that a person needs; the fields are for machines, except the stack trace of a bug. */
function toText(level: LogLevel, { stack }: LogFields, message: string): string {
  const time = new Date().toISOString();
  return `${time} ${level}: ${message}\n${stack === undefined ? '' : `${stack}\n`}`;
}

/** `function file:line` of whoever called `callee`. */
function findCaller(callee: (...values: never[]) => unknown): string {
  const trace: { stack?: string } = {};
  Error.captureStackTrace(trace, callee);
  return trace.stack?.split('\n')[1]?.trim().replace(/^at /, '').replace('file://', '') ?? '';
}
