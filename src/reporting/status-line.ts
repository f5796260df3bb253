// Keeps the service manager's one-line status current: soon after changes, but not with every single one.

import type { Clock } from '../base/clock.ts';
import type { Status } from '../control/protocol/status.ts';
import type { Notifier } from '../systemd/notifier.ts';
import { printStatusLine } from './print-status.ts';

/** Between two lines: ten thousand names take milliseconds to summarize, and verdicts change by the hundred. */
const intervalMs = 500;

export interface StatusLineDependencies {
  readonly clock: Clock;
  readonly notifier: Notifier;
}

export class StatusLine {
  readonly #with: StatusLineDependencies;
  #callOff: (() => void) | undefined;
  #sentMs = Number.NEGATIVE_INFINITY;
  #status: (() => Status) | undefined;

  constructor(dependencies: StatusLineDependencies) {
    this.#with = dependencies;
  }

  /** Before this, nothing is sent. */
  start(status: () => Status): void {
    this.#status = status;
  }

  /** Whoever has just made a status hands it over: looking at every name twice would take twice as long. */
  send(status: Status | undefined = this.#status?.()): void {
    if (status !== undefined) this.#with.notifier.status(printStatusLine(status));
  }

  sendSoon(): void {
    if (this.#status === undefined || this.#callOff !== undefined) return;
    const { clock } = this.#with;
    this.#callOff = clock.after(Math.max(0, this.#sentMs + intervalMs - clock.monotonicMs()), () => {
      this.#callOff = undefined;
      this.#sentMs = clock.monotonicMs();
      this.send();
    });
  }

  stop(): void {
    this.#status = undefined;
    this.#callOff?.();
  }
}
