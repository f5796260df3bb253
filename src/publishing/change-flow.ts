// What changes while the daemon serves -> published: changes of one turn of the event loop together, and again until it
// worked. Refuses to know what changed, and how answers are made of it.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { VerdictOf } from '../health/deciding/check.ts';
import type { Resolution } from '../health/deciding/resolution.ts';
import type { Target } from '../health/target.ts';
import type { Publisher } from './publisher.ts';

/** A thread or memory may be there again by then. */
const signingRetryMs = 1000;

export interface ChangeFlowDependencies {
  readonly publisher: Publisher;
  readonly verdictOf: VerdictOf;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What is answered may have changed. */
  readonly onPublished: () => void;
}

export class ChangeFlow {
  readonly #with: ChangeFlowDependencies;
  #changed = new Set<Target>();
  #isOpen = false;

  constructor(dependencies: ChangeFlowDependencies) {
    this.#with = dependencies;
  }

  /** What counts for a target is another thing now. */
  note(target: Target): void {
    if (this.#isOpen && this.#changed.size === 0) setImmediate(() => void this.#publishChanged());
    this.#changed.add(target);
  }

  /** Nothing is published before; `publishFirst` publishes all there is, and what changes meanwhile follows. */
  async open(publishFirst: () => Promise<unknown>): Promise<void> {
    const { publisher, verdictOf } = this.#with;
    this.#changed = new Set();
    await publishFirst();
    this.#isOpen = true;
    await publisher.publishTargets(this.#take(), verdictOf);
  }

  /** Resolves when what is answered for these names is as it should be. */
  publishNames(isConcerned: (resolution: Resolution) => boolean): Promise<void> {
    const { publisher, verdictOf } = this.#with;
    return this.#publish(() => publisher.publishNames(isConcerned, verdictOf));
  }

  #publishChanged(): Promise<void> {
    const { publisher, verdictOf } = this.#with;
    const targets = this.#take();
    return this.#publish(() => publisher.publishTargets(targets, verdictOf));
  }

  #take(): ReadonlySet<Target> {
    const targets = this.#changed;
    this.#changed = new Set();
    return targets;
  }

  async #publish(act: () => Promise<void>): Promise<void> {
    const { publisher, verdictOf, clock, logger, onPublished } = this.#with;
    for (let next = act; ; next = () => publisher.publishTargets([], verdictOf)) {
      try {
        await next();
        break;
      } catch (error) {
        // Signing failed, which only the machine's lack of something explains: the old answers stay, and it is tried again.
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
