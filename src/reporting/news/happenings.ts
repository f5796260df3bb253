// The log's entries, as the window tells them: kept until there is a window, and for one that begins anew. Refuses to know what
// entries are about.

import type { LogFields, Logger, LogLevel } from '../../base/logger.ts';
import type { Happening } from '../../window/model/news.ts';

/** As many as the window keeps. */
const keptMax = 500;

export class Happenings {
  #kept: Happening[] = [];
  #lastNumber = 0;
  #listener: (happening: Happening) => void = () => undefined;

  /** The last ones, oldest first. */
  get kept(): readonly Happening[] {
    return this.#kept;
  }

  /** Of those to come. */
  tell(listener: (happening: Happening) => void): void {
    this.#listener = listener;
  }

  /** A log that everything is written to as before, and that is heard here, whatever its level lets through. */
  tap(logger: Logger): Logger {
    const logAt =
      (level: LogLevel): Logger[LogLevel] =>
      (fields, message) => {
        logger[level](fields, message);
        if (level !== 'debug') this.#add(level, fields, message);
      };
    return {
      debug: logger.debug,
      info: logAt('info'),
      warning: logAt('warning'),
      error: logAt('error'),
      critical: logAt('critical'),
    };
  }

  #add(level: LogLevel, { event, ...fields }: LogFields, message: string): void {
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
  }
}

/** Fields may be anything, and not everything crosses threads. */
function plain(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return JSON.parse(JSON.stringify(fields));
}
