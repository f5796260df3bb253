// The log's entries, as the window tells them: kept until there is a window, and for one that begins anew. Refuses to know what
// entries are about.

import type { LogFields, LogLevel } from '../../base/logger.ts';
import type { Happening } from '../../window/model/news.ts';

/** As many as the window keeps. */
const keptMax = 500;
/** Findings about a configuration, or a stack: more than that only the log has. */
const fieldsLengthMax = 16_384;

export class Happenings {
  #kept: Happening[] = [];
  /** Numbers grow from run to run, so that who comes back after a restart misses none: none logs a thousand entries a second for long. */
  #lastNumber = Date.now();
  #listener: (happening: Happening) => void = () => undefined;

  /** The last ones, oldest first. */
  get kept(): readonly Happening[] {
    return this.#kept;
  }

  /** Of those to come. */
  tell(listener: (happening: Happening) => void): void {
    this.#listener = listener;
  }

  /** An entry, whatever the log's level lets through. */
  readonly hear = (level: LogLevel, { event, ...fields }: LogFields, message: string): void => {
    if (level === 'debug') return;
    const happening: Happening = {
      number: ++this.#lastNumber,
      atMs: Date.now(),
      level,
      event,
      message,
      fields: plain(fields),
    };
    this.#kept.push(happening);
    if (this.#kept.length > keptMax) this.#kept.shift();
    this.#listener(happening);
  };
}

/** Fields may be anything, and not everything crosses threads; an entry must not fail for that. */
function plain(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.values(fields).every(isShort) ? fields : copy(fields);
}

/** Most are: a thousand targets that fail at once are a thousand entries. */
function isShort(value: unknown): boolean {
  return (
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    (typeof value === 'string' && value.length < 256)
  );
}

function copy(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  try {
    const text = JSON.stringify(fields);
    return text.length > fieldsLengthMax ? {} : JSON.parse(text);
  } catch {
    return {};
  }
}
