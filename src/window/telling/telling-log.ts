// What the log says about a receiver: once that it cannot be notified, that it can again, and what it refused for good. Refuses to know
// why.

import type { Logger } from '../../base/logger.ts';
import type { Delivery } from './sending/delivery.ts';

/** The first failure may be a hiccup, and is retried within seconds. */
const failuresToWarn = 2;

export class TellingLog {
  readonly #label: string;
  readonly #logger: Logger;
  #failures = 0;
  #lost = 0;

  constructor(label: string, logger: Logger) {
    this.#label = label;
    this.#logger = logger;
  }

  /** `lost`: how much it refused for good since the start. */
  record(delivery: Delivery, lost: number): void {
    const receiver = this.#label;
    if (delivery.kind === 'delivered') {
      if (this.#failures >= failuresToWarn)
        this.#logger.info({ event: 'notification-works', receiver }, `${receiver} takes notifications again`);
      this.#failures = 0;
      return;
    }
    this.#failures++;
    const { reason } = delivery;
    if (this.#failures === failuresToWarn)
      this.#logger.warning(
        { event: 'notification-failed', receiver, reason },
        `cannot notify ${receiver}: ${reason}; retrying, less and less often`,
      );
    if (lost > this.#lost)
      this.#logger.warning(
        { event: 'notification-refused', receiver, reason, count: lost - this.#lost },
        `${receiver} refuses a notification, which is dropped: ${reason}`,
      );
    this.#lost = lost;
  }
}
