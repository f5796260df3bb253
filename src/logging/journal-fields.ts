// A log entry -> the fields of a journal entry (systemd.journal-fields(7)): what the journal has a name for under that
// name, everything else as HEALTHY_DNS_….

import type { LogLevel } from '../base/logger.ts';
import { messageIds } from './events.ts';

/** pino has serialised it once, safely; here it is taken apart again for whoever reads it. */
export type Entry = Readonly<Record<string, unknown>>;

/** syslog's severities. */
const priorities: Readonly<Record<LogLevel, number>> = {
  debug: 7,
  info: 6,
  warning: 4,
  error: 3,
  critical: 2,
};

const identifier = 'healthy-dns';
/** systemd.journal-fields(7): longer names are not taken. */
const fieldNameMax = 64;

export function toJournalFields(entry: Entry): Map<string, string> {
  const { level, time: _, message, event, caller, stack, ...details } = entry;
  const fields = new Map<string, string>();
  fields.set('MESSAGE', stack === undefined ? String(message) : `${message}\n${stack}`);
  fields.set('PRIORITY', String(priorityOf(level)));
  fields.set('SYSLOG_IDENTIFIER', identifier);
  fields.set('HEALTHY_DNS_EVENT', String(event));
  const messageId = messageIds[String(event)];
  if (messageId !== undefined) fields.set('MESSAGE_ID', messageId);
  for (const [name, value] of Object.entries(details)) fields.set(fieldName(name), printField(value));
  for (const [name, value] of placeOf(String(caller))) fields.set(name, value);
  return fields;
}

/** For a journal that can only be reached through standard output: sd-daemon(3) takes the severity from `<4>`. */
export function toPrefixedLine(entry: Entry): string {
  const prefix = `<${priorityOf(entry['level'])}>`;
  // Every line is an entry of its own there.
  return `${prefix}${String(entry['message']).replaceAll('\n', `\n${prefix}`)}\n`;
}

function priorityOf(level: unknown): number {
  return priorities[level as LogLevel] ?? priorities.error;
}

function fieldName(name: string): string {
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter}`).replace(/[^A-Za-z0-9_]/g, '_');
  return `HEALTHY_DNS_${snake.toUpperCase()}`.slice(0, fieldNameMax);
}

function printField(value: unknown): string {
  if (Array.isArray(value)) return value.map(printField).join(' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** `function (file:line:column)` or `file:line:column`, as V8 writes a line of a stack. */
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
