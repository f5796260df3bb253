// Tells the service manager in one line how things are: soon after they changed, but not with every change.

import type { Clock } from '../base/clock.ts';
import type { Status } from '../control/protocol/status.ts';
import type { Notifier } from '../systemd/notifier.ts';
import { printStatusLine } from './print-status.ts';

/** How often the line may change: looking at ten thousand names takes milliseconds, and verdicts change by the hundred. */
const intervalMs = 500;

export interface StatusLineDependencies {
  readonly clock: Clock;
  readonly notifier: Notifier;
}

export class StatusLine {
  readonly #with: StatusLineDependencies;
  #callOff: (() => void) | undefined;
  #toldMs = Number.NEGATIVE_INFINITY;
  #status: (() => Status) | undefined;

  constructor(dependencies: StatusLineDependencies) {
    this.#with = dependencies;
  }

  /** Before, nothing is told. */
  start(status: () => Status): void {
    this.#status = status;
  }

  tell(): void {
    if (this.#status !== undefined) this.#with.notifier.status(printStatusLine(this.#status()));
  }

  tellSoon(): void {
    if (this.#status === undefined || this.#callOff !== undefined) return;
    const { clock } = this.#with;
    this.#callOff = clock.after(Math.max(0, this.#toldMs + intervalMs - clock.monotonicMs()), () => {
      this.#callOff = undefined;
      this.#toldMs = clock.monotonicMs();
      this.tell();
    });
  }

  stop(): void {
    this.#status = undefined;
    this.#callOff?.();
  }
}
