// The main thread's examination of itself, once per round. It cannot notice that it is stuck; that is for the watchdog's
// thread.

export interface MainParts {
  readonly monitor: { readonly overdueMs: number };
  /** Whether a query can be answered from the current snapshot. */
  readonly canAnswer: () => boolean;
}

/** A working schedule is never this late; it has stopped. */
const stuckMs = 10_000;
/** After the loop was held up, probes are late once and start in the very turn that notices. */
const lateRoundsMax = 3;

/** Each call is a round; returns what is wrong, if anything. */
export function createExamination({ monitor, canAnswer }: MainParts): () => string | undefined {
  let lateRounds = 0;
  return () => {
    const { overdueMs } = monitor;
    lateRounds = overdueMs > stuckMs ? lateRounds + 1 : 0;
    if (lateRounds > lateRoundsMax) return `a probe is ${Math.round(overdueMs / 1000)} s late`;
    return canAnswer() ? undefined : 'a query of our own was not answered';
  };
}
