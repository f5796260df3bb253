// Tells the service manager in one line how things are: soon after they changed, but not with every change.

import type { Clock } from '../base/clock.ts';
import type { Status } from '../control/protocol/status.ts';
import type { Notifier } from '../systemd/notifier.ts';
import { printStatusLine } from './status.ts';

/** How often the line may change: looking at ten thousand names takes milliseconds, and verdicts change by the hundred. */
const intervalMs = 500;

export interface StatusLineDependencies {
  readonly clock: Clock;
  readonly notifier: Notifier;
  readonly status: () => Status;
}

export class StatusLine {
  readonly #with: StatusLineDependencies;
  #callOff: (() => void) | undefined;
  #toldMs = Number.NEGATIVE_INFINITY;
  #isRunning = true;

  constructor(dependencies: StatusLineDependencies) {
    this.#with = dependencies;
  }

  /** Returns what it was made of. */
  tell(): Status {
    const status = this.#with.status();
    this.#with.notifier.status(printStatusLine(status));
    return status;
  }

  tellSoon(): void {
    if (!this.#isRunning || this.#callOff !== undefined) return;
    const { clock } = this.#with;
    this.#callOff = clock.after(Math.max(0, this.#toldMs + intervalMs - clock.monotonicMs()), () => {
      this.#callOff = undefined;
      this.#toldMs = clock.monotonicMs();
      this.tell();
    });
  }

  stop(): void {
    this.#isRunning = false;
    this.#callOff?.();
  }
}
