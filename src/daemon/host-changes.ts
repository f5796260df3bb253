// When changed addresses of hosts are taken over: those of one moment together, and at most once a second. Refuses to know
// what that takes.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';

/** Hosts that move together, such as the containers of a deploy, are found within this of each other. */
const gatherMs = 100;
/** Each round looks at all names of the zones concerned. */
const roundMs = 1000;

export interface HostChangesDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Fails only where signatures could not be made. */
  readonly apply: () => Promise<void>;
}

export class HostChanges {
  readonly #with: HostChangesDependencies;
  #callOff: (() => void) | undefined;
  #lastMs = Number.NEGATIVE_INFINITY;
  #isStopped = false;

  constructor(dependencies: HostChangesDependencies) {
    this.#with = dependencies;
  }

  /** What changes while a round is under way is for the next. */
  changed(): void {
    if (this.#callOff !== undefined || this.#isStopped) return;
    const { clock } = this.#with;
    const waitMs = Math.max(gatherMs, this.#lastMs + roundMs - clock.monotonicMs());
    this.#callOff = clock.after(waitMs, () => {
      this.#callOff = undefined;
      this.#lastMs = clock.monotonicMs();
      void this.#apply();
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#callOff?.();
  }

  async #apply(): Promise<void> {
    try {
      await this.#with.apply();
    } catch (error) {
      // The old answers stay until a retry succeeds.
      this.#with.logger.critical(
        { event: 'signing-failed', reason: String(error) },
        `could not sign a change, retrying: ${error}`,
      );
      this.changed();
    }
  }
}
