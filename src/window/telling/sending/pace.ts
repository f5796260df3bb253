// How often a receiver is sent messages: at once after a quiet time, and less and less often while news keeps coming. Whatever waits is
// folded into the next message. Pure.
//
// Critical news has a pace of its own: a flapping target must not delay the news that a name has no address.

/** Between "it is down" and "it is up again". */
const gapMsMin = 15_000;
/** Storms last for hours: six messages an hour tell as much as six hundred. */
const gapMsMax = 600_000;

export class Pace {
  #lastMs = Number.NEGATIVE_INFINITY;
  #gapMs = gapMsMin;

  /** When the next message may go. */
  get dueMs(): number {
    return this.#lastMs + this.#gapMs;
  }

  recordSent(nowMs: number): void {
    const quietMs = nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    // Now and then a message is no storm; each as soon as it may be sent is one.
    this.#gapMs = quietMs > 4 * this.#gapMs ? gapMsMin : Math.min(gapMsMax, this.#gapMs * 2);
  }
}
