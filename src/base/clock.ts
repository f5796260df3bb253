// Time as the rest of the program may see it, so that a test can hold it still.
// `monotonicMs` never goes back and is for durations; `wallSeconds` is what the world calls now and may step.

export interface Clock {
  monotonicMs(): number;
  wallSeconds(): number;
  /** Calls `act` once after at least `delayMs`; the returned function calls it off. */
  after(delayMs: number, act: () => void): () => void;
}

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallSeconds: () => Math.floor(Date.now() / 1000),
  after(delayMs, act) {
    const timer = setTimeout(act, delayMs);
    return () => clearTimeout(timer);
  },
};
