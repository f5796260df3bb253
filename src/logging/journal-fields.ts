// A log entry -> the fields of a journal entry (systemd.journal-fields(7)): under the journal's own names where it has one,
// as HEALTHY_DNS_… otherwise.

import type { LogFields, LogLevel } from '../base/logger.ts';
import { messageIds } from './events.ts';

/** syslog's severities. */
const priorities: Readonly<Record<LogLevel, number>> = {
  debug: 7,
  info: 6,
  warning: 4,
  error: 3,
  critical: 2,
};

const identifier = 'healthy-dns';
/** systemd.journal-fields(7): entries with longer names are rejected. */
const fieldNameMax = 64;

export function toJournalFields(level: LogLevel, fields: LogFields, message: string): Map<string, string> {
  const { event, caller, stack, ...details } = fields;
  const entry = new Map<string, string>();
  entry.set('MESSAGE', stack === undefined ? message : `${message}\n${stack}`);
  entry.set('PRIORITY', String(priorities[level]));
  entry.set('SYSLOG_IDENTIFIER', identifier);
  entry.set('HEALTHY_DNS_EVENT', event);
  const messageId = messageIds[event];
  if (messageId !== undefined) entry.set('MESSAGE_ID', messageId);
  for (const [name, value] of Object.entries(details)) {
    if (isPrintable(value)) entry.set(fieldName(name), printField(value));
  }
  for (const [name, value] of placeOf(String(caller))) entry.set(name, value);
  return entry;
}

/** For a journal that can only be reached through standard output: sd-daemon(3) reads the severity from `<4>`. */
export function toPrefixedLine(level: LogLevel, message: string): string {
  const prefix = `<${priorities[level]}>`;
  // The journal makes an entry of each line.
  return `${prefix}${message.replaceAll('\n', `\n${prefix}`)}\n`;
}

function fieldName(name: string): string {
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter}`).replace(/[^A-Za-z0-9_]/g, '_');
  return `HEALTHY_DNS_${snake.toUpperCase()}`.slice(0, fieldNameMax);
}

/** JSON has no word for the others: an object's keys with them do not exist, in arrays they are null. */
function isPrintable(value: unknown): boolean {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';
}

/** Texts and numbers as they are, arrays item by item, objects as JSON: the values that a line of JSON would hold. */
function printField(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(printField).join(' ');
  if (typeof value === 'object' && value !== null) return printObject(value);
  const isInJson = isPrintable(value) && (typeof value !== 'number' || Number.isFinite(value));
  return isInJson ? String(value) : 'null';
}

function printObject(value: object): string {
  // Dates print themselves.
  if ('toJSON' in value && typeof value.toJSON === 'function') return printField(value.toJSON());
  try {
    return JSON.stringify(value);
  } catch {
    // A circle: a log must not throw.
    return '[object]';
  }
}

/** `function (file:line:column)` or `file:line:column`, as V8 writes the lines of a stack trace. */
function placeOf(caller: string): Map<string, string> {
  const match = /^(?:(.*) \()?(.+?):(\d+):\d+\)?$/.exec(caller);
  if (match === null) return new Map();
  const [, name, file, line] = match;
  const place = new Map([
    ['CODE_FILE', file ?? ''],
    ['CODE_LINE', line ?? ''],
  ]);
  if (name !== undefined) place.set('CODE_FUNC', name);
  return place;
}
