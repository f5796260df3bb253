// What the log says of receivers: that one takes no messages, once; that it does again; and what it will not get. Refuses to
// know why.

import type { Logger } from '../../base/logger.ts';
import type { Delivery } from './sending/delivery.ts';

/** The first may be a hiccup, and it is tried again within seconds. */
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

  /** `lost`: all that it refused, since the start. */
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
        `cannot notify ${receiver}: ${reason}; it is tried again, ever more seldom`,
      );
    if (lost > this.#lost)
      this.#logger.warning(
        { event: 'notification-refused', receiver, reason, count: lost - this.#lost },
        `${receiver} refuses a notification, which it will not get: ${reason}`,
      );
    this.#lost = lost;
  }
}
