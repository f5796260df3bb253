// The log: pino underneath. `json` is a line for machines, `text` a line for people, and under systemd an entry with
// fields of its own goes to the journal.

import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';
import type { LogFields, Logger, LogLevel } from '../base/logger.ts';
import { type Entry, toJournalFields, toPrefixedLine } from './journal-fields.ts';

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
  /** Present when a journal reads what we write. */
  readonly journal?: JournalOutput;
}

export interface JournalOutput {
  /** Absent when the journal takes lines only. False when it did not take this entry. */
  readonly writeFields?: (fields: ReadonlyMap<string, string>) => boolean;
}

export interface LogControl {
  readonly logger: Logger;
  /** Level and format may change while the program runs. */
  configure(settings: LogSettings): void;
}

export function createLogger(settings: LogSettings, outputs: LogOutputs): LogControl {
  let write = chooseWriter(settings, outputs);
  const destination: DestinationStream = { write: (line) => write(line) };
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
    destination,
  );
  const needsCaller = outputs.journal?.writeFields !== undefined;

  function logAt(level: LogLevel): Logger[LogLevel] {
    return function log(fields: LogFields, message: string): void {
      if (!pinoLogger.isLevelEnabled(level)) return;
      // Finding the caller takes a while, and only the journal has a place for it.
      pinoLogger[level](needsCaller ? { ...fields, caller: findCaller(log) } : fields, message);
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
      write = chooseWriter(changed, outputs);
    },
  };
}

function chooseWriter(
  { format }: LogSettings,
  { isTerminal, journal, writeLine }: LogOutputs,
): (line: string) => void {
  if (format === 'json') return writeLine;
  if (format === 'auto' && journal !== undefined) return (line) => writeToJournal(line, journal, writeLine);
  if (format === 'text' || isTerminal) return (line) => writeLine(toText(line));
  return writeLine;
}

function writeToJournal(
  line: string,
  { writeFields }: JournalOutput,
  writeLine: (line: string) => void,
): void {
  const entry = JSON.parse(line) as Entry;
  if (writeFields?.(toJournalFields(entry)) !== true) writeLine(toPrefixedLine(entry));
}

/** The message says what a person wants to know; the fields are for machines, but for the trace of a bug. */
function toText(line: string): string {
  const { time, level, message, stack } = JSON.parse(line) as Entry;
  return `${time} ${level}: ${message}\n${stack === undefined ? '' : `${stack}\n`}`;
}

/** `function file:line` of whoever called `callee`. */
function findCaller(callee: (...values: never[]) => unknown): string {
  const trace: { stack?: string } = {};
  Error.captureStackTrace(trace, callee);
  return trace.stack?.split('\n')[1]?.trim().replace(/^at /, '').replace('file://', '') ?? '';
}
