// What the log says about our own network: suspect, back, and anchors that nobody will believe when it counts. Refuses to
// know how any of it is found out.

import type { Logger } from '../../base/logger.ts';
import { printEndpoint } from '../../wire/endpoint.ts';
import { describeOutcome, type Outcome } from '../outcome.ts';
import type { AnchorReport } from './anchors.ts';
import type { Standing } from './judge-doubt.ts';

/** A single lost packet is not worth a line. */
const failuresToWarn = 2;

export class NetworkLog {
  readonly #logger: Logger;
  /** Failures in a row, by anchor. */
  readonly #failures = new Map<string, number>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  logSuspect({ count, failing }: Standing, anchorCount: number): void {
    const vouchers = anchorCount === 0 ? 'nothing answers' : 'no anchor answers';
    this.#logger.warning(
      { event: 'own-network-suspect', count: failing, total: count, anchors: anchorCount },
      `suspect: own network; ${failing} of ${count} targets that were up fail and ${vouchers}, so verdicts stay as they are`,
    );
  }

  logBack(why: string, seconds: number): void {
    this.#logger.info(
      { event: 'own-network-back', seconds },
      `${why}, after ${seconds} s: our own network is no longer suspect`,
    );
  }

  /** While all is well: a warning once an anchor keeps failing, and a line when it answers again. */
  recordAnchor(anchor: string, outcome: Outcome): void {
    const failures = this.#failures.get(anchor) ?? 0;
    if (outcome.kind === 'success') {
      this.#failures.delete(anchor);
      if (failures >= failuresToWarn)
        this.#logger.info({ event: 'anchor-back', target: anchor }, `the anchor ${anchor} answers again`);
      return;
    }
    this.#failures.set(anchor, failures + 1);
    if (failures + 1 !== failuresToWarn) return;
    const reason = describeOutcome(outcome);
    this.#logger.warning(
      { event: 'anchor-failing', target: anchor, reason },
      `the anchor ${anchor} fails (${reason}): it cannot tell whether our own network works`,
    );
  }
}

/** Why a mass failure is believed, to go behind "went down and". */
export function printVouchers(anchors: readonly AnchorReport[]): string {
  if (anchors.length === 0) return 'something answers, so it is not our own network';
  const answering = anchors.filter(({ lastOutcome }) => lastOutcome?.kind === 'success');
  if (answering.length === 0) return 'no anchor answers';
  const names = answering.map(({ target }) => printEndpoint(target)).join(', ');
  return `it is not our own network: ${names} ${answering.length === 1 ? 'answers' : 'answer'}`;
}
