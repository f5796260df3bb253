// When changes are published: those of one turn of the event loop together, retried until it works. Refuses to know what
// changed and how answers are made from it.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Resolution } from '../health/deciding/resolution.ts';
import type { Target } from '../health/target.ts';
import type { LoadedZone } from './loaded-zone.ts';
import type { Publisher } from './publisher.ts';

/** Signing fails only for lack of a thread or of memory, which may be available again by then. */
const signingRetryMs = 1000;

export interface ChangeFlowDependencies {
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Answers may have changed. */
  readonly onPublished: () => void;
}

export class ChangeFlow {
  readonly #with: ChangeFlowDependencies;
  #isOpen = false;
  #isScheduled = false;

  constructor(dependencies: ChangeFlowDependencies) {
    this.#with = dependencies;
  }

  /** Publishes everything, and changes from then on. */
  async open(configs: readonly LoadedZone[]): Promise<void> {
    const { publisher } = this.#with;
    await publisher.publishAll(configs);
    this.#isOpen = true;
    await publisher.publish();
  }

  /** The effective verdict of a target changed. */
  targetChanged(target: Target): void {
    this.#with.publisher.add({ targets: [target] });
    if (!this.#isOpen || this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      void this.#publish();
    });
  }

  /** Resolves once the answers for these names are up to date. */
  namesChanged(isConcerned: (resolution: Resolution) => boolean): Promise<void> {
    this.#with.publisher.add({ names: isConcerned });
    return this.#publish();
  }

  async #publish(): Promise<void> {
    const { publisher, clock, logger, onPublished } = this.#with;
    for (;;) {
      try {
        await publisher.publish();
        break;
      } catch (error) {
        // The old answers stay until a retry succeeds.
        logger.critical(
          { event: 'signing-failed', reason: String(error) },
          `could not sign a change, retrying: ${error}`,
        );
        await new Promise<void>((resolve) => clock.after(signingRetryMs, resolve));
      }
    }
    onPublished();
  }
}
