// Complains of anchors that fail while all is well: they will not be believed when it counts.

import type { Logger } from '../../base/logger.ts';
import { describeOutcome, type Outcome } from '../outcome.ts';

/** How many times in a row an anchor fails before anybody is told. */
const failuresToTell = 2;

export class AnchorLog {
  readonly #logger: Logger;
  /** In a row, by anchor. */
  readonly #failures = new Map<string, number>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  tell(anchor: string, outcome: Outcome): void {
    const failures = this.#failures.get(anchor) ?? 0;
    if (outcome.kind === 'success') {
      this.#failures.delete(anchor);
      if (failures >= failuresToTell)
        this.#logger.info({ event: 'anchor-back', target: anchor }, `the anchor ${anchor} answers again`);
      return;
    }
    this.#failures.set(anchor, failures + 1);
    if (failures + 1 !== failuresToTell) return;
    const reason = describeOutcome(outcome);
    this.#logger.warning(
      { event: 'anchor-failing', target: anchor, reason },
      `the anchor ${anchor} fails (${reason}): it cannot tell whether our own network works`,
    );
  }
}
