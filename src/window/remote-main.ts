// The main thread as the window sees it: asked what only it knows, and given log entries.

import { type Clock, systemClock } from '../base/clock.ts';
import type { Logger, LogLevel } from '../base/logger.ts';
import type { NotificationsStatus } from '../control/protocol/notifications.ts';
import type { HttpStatus } from '../control/protocol/window.ts';
import type { Answer, FromWindow, Question } from './window-protocol.ts';

/** If the main thread takes longer, it is stuck or busy with a reload. */
const patienceMs = 5000;

export interface Main {
  readonly logger: Logger;
  /** Undefined if the answer does not come in time. */
  ask(question: Question): Promise<Answer | undefined>;
  /** For the status: how the receivers of notifications are doing. */
  reportNotifications(status: NotificationsStatus | undefined): void;
  /** For the status, too: where HTTP is served. */
  reportHttp(status: HttpStatus): void;
}

export class RemoteMain implements Main {
  readonly #tell: (word: FromWindow) => void;
  readonly #clock: Clock;
  readonly logger: Logger;
  readonly #asked = new Map<number, (answer: Answer | undefined) => void>();
  #lastNumber = 0;

  constructor(tell: (word: FromWindow) => void, clock: Clock = systemClock) {
    this.#tell = tell;
    this.#clock = clock;
    const logAt =
      (level: LogLevel): Logger[LogLevel] =>
      (fields, message) =>
        tell({ kind: 'log', level, fields, message });
    this.logger = {
      debug: logAt('debug'),
      info: logAt('info'),
      warning: logAt('warning'),
      error: logAt('error'),
      critical: logAt('critical'),
    };
  }

  ask(question: Question): Promise<Answer | undefined> {
    const number = ++this.#lastNumber;
    return new Promise((resolve) => {
      const callOff = this.#clock.after(patienceMs, () => this.hear(number, undefined));
      this.#asked.set(number, (answer) => {
        callOff();
        resolve(answer);
      });
      this.#tell({ kind: 'question', number, question });
    });
  }

  reportNotifications(status: NotificationsStatus | undefined): void {
    this.#tell({ kind: 'notifications', status });
  }

  reportHttp(status: HttpStatus): void {
    this.#tell({ kind: 'http', status });
  }

  hear(number: number, answer: Answer | undefined): void {
    this.#asked.get(number)?.(answer);
    this.#asked.delete(number);
  }
}
