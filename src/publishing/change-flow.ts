// When what changed is published: changes of one turn of the event loop together, and again until it worked. Refuses to
// know what changed, and how answers are made of it.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Resolution } from '../health/deciding/resolution.ts';
import type { Target } from '../health/target.ts';
import type { Publisher } from './publisher.ts';
import type { GroupConfig } from './zone-group.ts';

/** A thread or memory may be there again by then. */
const signingRetryMs = 1000;

export interface ChangeFlowDependencies {
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What is answered may have changed. */
  readonly onPublished: () => void;
}

export class ChangeFlow {
  readonly #with: ChangeFlowDependencies;
  #isOpen = false;
  #isScheduled = false;

  constructor(dependencies: ChangeFlowDependencies) {
    this.#with = dependencies;
  }

  /** Publishes all there is, and from then on what changes. */
  async open(configs: readonly GroupConfig[]): Promise<void> {
    const { publisher } = this.#with;
    await publisher.publishAll(configs);
    this.#isOpen = true;
    await publisher.publish();
  }

  /** What counts for a target changed. */
  targetChanged(target: Target): void {
    this.#with.publisher.add({ targets: [target] });
    if (!this.#isOpen || this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      void this.#publish();
    });
  }

  /** Resolves when what is answered for these names is as it should be. */
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
        // Only a machine that lacks something fails to sign: the old answers stay, and it is tried again.
        logger.critical(
          { event: 'signing-failed', reason: String(error) },
          `a change could not be signed: ${error}`,
        );
        await new Promise<void>((resolve) => clock.after(signingRetryMs, resolve));
      }
    }
    onPublished();
  }
}
