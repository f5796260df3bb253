// What happened to one subject over a span of time, added up from minutes, hours or days. Refuses to know how these are stored.

export type Outcome = 'clean' | 'troubled' | 'unprobed';

export class Tally {
  /** Minutes that are known; the others are neither up nor down. */
  minutes = 0;
  downSeconds = 0;
  /** Minutes with an outcome: for targets, those with a probe. */
  probedMinutes = 0;
  /** For targets, minutes in which a probe failed; for names, those not answered from candidates throughout. */
  troubledMinutes = 0;
  #latencyMinutes = 0;
  #latencySum = 0;
  maxMs: number | undefined;

  /** Of successful probes. */
  get meanMs(): number | undefined {
    return this.#latencyMinutes === 0 ? undefined : this.#latencySum / this.#latencyMinutes;
  }

  /** From 0 to 1; undefined if nothing is known. */
  get upShare(): number | undefined {
    if (this.minutes === 0) return undefined;
    return Math.max(0, 1 - this.downSeconds / (60 * this.minutes));
  }

  addTime(minutes: number, downSeconds: number): void {
    this.minutes += minutes;
    this.downSeconds += downSeconds;
  }

  addOutcome(outcome: Outcome): void {
    if (outcome === 'unprobed') return;
    this.probedMinutes++;
    if (outcome === 'troubled') this.troubledMinutes++;
  }

  addLatency(minutes: number, meanMs: number, maxMs: number): void {
    this.#latencyMinutes += minutes;
    this.#latencySum += minutes * meanMs;
    this.maxMs = Math.max(this.maxMs ?? 0, maxMs);
  }

  /** Adds the share of a longer span that falls in this one. */
  add(other: Tally, share: number): void {
    this.addTime(other.minutes * share, other.downSeconds * share);
    this.probedMinutes += other.probedMinutes * share;
    this.troubledMinutes += other.troubledMinutes * share;
    const { meanMs, maxMs = 0 } = other;
    if (meanMs !== undefined) this.addLatency(other.#latencyMinutes * share, meanMs, maxMs);
  }
}
