// How often one receiver is told: at once after a quiet time, and ever less often while the news do not stop. Whatever waits is
// folded into the next message. Pure.
//
// Critical news has a pace of its own: something that flaps must not delay the word that a name has no address.

/** Between the word that something is down and the word that it is up again. */
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
    // Some news in a while is no storm; one after the other, as soon as each may go, is.
    this.#gapMs = quietMs > 4 * this.#gapMs ? gapMsMin : Math.min(gapMsMax, this.#gapMs * 2);
  }
}
