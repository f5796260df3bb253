// Time, injected so that a test can hold it still. `monotonicMs` never goes back and is for durations; `wallSeconds` is Unix
// time and may step.

export interface Clock {
  monotonicMs(): number;
  wallSeconds(): number;
  /** Calls `act` once after at least `delayMs`; the returned function cancels it. */
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
