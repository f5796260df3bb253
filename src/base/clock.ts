// Time, injected so that a test can hold it still. `monotonicMs` never goes back and is for durations; `wallSeconds` is Unix
// time and may step.

export interface Clock {
  monotonicMs(): number;
  wallSeconds(): number;
  /** Calls `act` once after at least `delayMs`, soon when that has passed; the returned function cancels it. */
  after(delayMs: number, act: () => void): () => void;
}

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallSeconds: () => Math.floor(Date.now() / 1000),
  after(delayMs, act) {
    // Node 24 prints a warning when it gets a negative one.
    const timer = setTimeout(act, Math.max(0, delayMs));
    return () => clearTimeout(timer);
  },
};
