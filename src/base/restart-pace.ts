// How long to wait before something that ended begins again: longer each time, until it has lived for a while. Refuses to know
// what it is.

const firstMs = 1000;
const longestMs = 60_000;

export class RestartPace {
  #nextMs = firstMs;
  /** Absent while it does not live. */
  #begunMs: number | undefined;

  begun(nowMs: number): void {
    this.#begunMs = nowMs;
  }

  /** It ended, or could not begin; returns for how long to wait. */
  ended(nowMs: number): number {
    if (this.#begunMs !== undefined && nowMs - this.#begunMs > longestMs) this.#nextMs = firstMs;
    this.#begunMs = undefined;
    const delayMs = this.#nextMs;
    this.#nextMs = Math.min(2 * delayMs, longestMs);
    return delayMs;
  }
}
