// The log's entries for the window: kept until there is one, and for the next if it dies. Refuses to know what entries are about.

import type { LogFields, LogLevel } from '../../base/logger.ts';
import type { Happening } from '../../window/model/news.ts';

/** As many as the window itself keeps. */
const keptMax = 500;
/** Findings about a configuration, or a stack; longer fields are in the log alone. */
const fieldsLengthMax = 16_384;

export class Happenings {
  #kept: Happening[] = [];
  /** Milliseconds, so that numbers grow from run to run (no run logs a thousand entries a second for long) and clients that reconnect miss none. */
  #lastNumber = Date.now();
  #listener: (happening: Happening) => void = () => undefined;

  /** The last ones, oldest first. */
  get kept(): readonly Happening[] {
    return this.#kept;
  }

  /** Calls `listener` with those to come; one at a time listens. */
  tell(listener: (happening: Happening) => void): void {
    this.#listener = listener;
  }

  /** Takes an entry, whatever the level of the log. */
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

/** Fields may hold what cannot cross threads; that must not cost the entry. */
function plain(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.values(fields).every(isShort) ? fields : copy(fields);
}

/** Spares most entries the copy: a thousand targets that fail at once are a thousand entries. */
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
