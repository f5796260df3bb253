// Keeps the service manager's one-line status current: soon after changes, but not with every single one.

import type { Clock } from '../base/clock.ts';
import type { Status } from '../control/protocol/status.ts';
import { type Notifier, silentNotifier } from '../systemd/notifier.ts';
import { type LineFacts, printLine, printStatusLine } from './print-status.ts';

/** Between two lines: verdicts change by the hundred. */
const intervalMs = 500;
/** Ten thousand names take tens of milliseconds to summarize: of the main thread's time, lines take no more than this share. */
const shareMax = 0.02;
/** A line is never older than that, whatever it costs. */
const intervalMsMax = 10_000;

export interface StatusLineDependencies {
  readonly clock: Clock;
  readonly notifier: Notifier;
}

export class StatusLine {
  readonly #with: StatusLineDependencies;
  #callOff: (() => void) | undefined;
  #sentMs = Number.NEGATIVE_INFINITY;
  #pauseMs = intervalMs;
  #facts: (() => LineFacts) | undefined;

  constructor(dependencies: StatusLineDependencies) {
    this.#with = dependencies;
  }

  /** Before this, nothing is sent. */
  start(facts: () => LineFacts): void {
    this.#facts = facts;
  }

  /** Whoever has just made a status hands it over: looking at every name twice would take twice as long. */
  send(status: Status): void {
    if (this.#facts !== undefined) this.#with.notifier.status(printStatusLine(status));
  }

  sendSoon(): void {
    const { clock, notifier } = this.#with;
    // Without a service manager nobody reads it.
    if (this.#facts === undefined || this.#callOff !== undefined || notifier === silentNotifier) return;
    this.#callOff = clock.after(Math.max(0, this.#sentMs + this.#pauseMs - clock.monotonicMs()), () => {
      this.#callOff = undefined;
      this.#sendNow();
    });
  }

  stop(): void {
    this.#facts = undefined;
    this.#callOff?.();
  }

  #sendNow(): void {
    const { clock, notifier } = this.#with;
    const startedMs = clock.monotonicMs();
    const facts = this.#facts?.();
    if (facts === undefined) return;
    notifier.status(printLine(facts));
    this.#sentMs = clock.monotonicMs();
    const costMs = this.#sentMs - startedMs;
    this.#pauseMs = Math.min(intervalMsMax, Math.max(intervalMs, costMs / shareMax));
  }
}
