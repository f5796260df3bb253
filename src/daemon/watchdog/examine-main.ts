// What the main thread finds when it looks at itself, with every round of its loop. It cannot tell that it is stuck; the
// watchdog's thread does.

export interface MainParts {
  readonly monitor: { readonly overdueMs: number };
  /** Whether a query can be answered from what is served now. */
  readonly canAnswer: () => boolean;
}

/** Probes are never this late by themselves; what is, has stopped. */
const stuckMs = 10_000;
/** A loop that was held up has late probes once, and starts them in the turn in which that is noticed. */
const lateRoundsMax = 3;

/** Each call is a round; the result is what is wrong, or nothing. */
export function createExamination({ monitor, canAnswer }: MainParts): () => string | undefined {
  let lateRounds = 0;
  return () => {
    const { overdueMs } = monitor;
    lateRounds = overdueMs > stuckMs ? lateRounds + 1 : 0;
    if (lateRounds > lateRoundsMax) return `a probe is ${Math.round(overdueMs / 1000)} s late`;
    return canAnswer() ? undefined : 'a query of our own was not answered';
  };
}
