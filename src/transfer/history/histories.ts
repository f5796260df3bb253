// The zones that are served, and how those that are followed came to be what they are, within one budget for all. Refuses to
// know who follows them and how.

import { type Name, rootName } from '../../wire/name.ts';
import { isNewerSerial } from '../../zone/serial.ts';
import type { Zone, ZoneRecords } from '../../zone/zone.ts';
import type { ZoneReplacement } from '../../zone/zone-replacement.ts';
import { compareRecords } from './compare-records.ts';
import { octetsOfStep, type Step, versionOf, ZoneHistory } from './zone-history.ts';

/** Of all zones together: hours of a flap a second in a signed zone, and little beside what a zone of that size takes. */
const budgetOctets = 16 * 1024 * 1024;
/** Freed at once when the budget is spent, so that not every change has to look for what is oldest. */
const slackShare = 1 / 16;

export interface FollowedZone {
  readonly zone: Zone;
  readonly history: ZoneHistory;
}

/** A version of an earlier run, and what led to it. */
export interface EarlierZone {
  readonly zone: ZoneRecords;
  readonly steps: readonly Step[];
}

export class Histories {
  readonly #budgetOctets: number;
  readonly #zones = new Map<Name, FollowedZone>();
  #earlier: ReadonlyMap<Name, EarlierZone>;
  #isFollowed: (apex: Name) => boolean = () => false;
  #octets = 0;
  #sequence = 0;

  constructor(earlier: ReadonlyMap<Name, EarlierZone> = new Map(), octetsMax: number = budgetOctets) {
    this.#earlier = earlier;
    this.#budgetOctets = octetsMax;
    for (const { steps } of earlier.values())
      for (const { sequence } of steps) this.#sequence = Math.max(this.#sequence, sequence + 1);
  }

  get octets(): number {
    return this.#octets;
  }

  find(apex: Name): FollowedZone | undefined {
    return this.#zones.get(apex);
  }

  /** Of zones that are followed. */
  *followed(): Generator<FollowedZone> {
    for (const zone of this.#zones.values()) if (this.#isFollowed(zone.zone.apex)) yield zone;
  }

  /** From now on these zones are followed; what is kept of others is dropped. */
  follow(isFollowed: (apex: Name) => boolean): void {
    this.#isFollowed = isFollowed;
    for (const [apex, { history }] of this.#zones) if (!isFollowed(apex)) this.#clear(history);
  }

  /** Returns whether any of the zones is followed, or was. */
  record(replaced: readonly ZoneReplacement[]): boolean {
    for (const replacement of replaced) this.#recordOne(replacement);
    // The first publication has all zones: what is left belongs to none.
    if (replaced.length > 0) this.#earlier = new Map();
    if (this.#octets > this.#budgetOctets) this.#shrink();
    return replaced.some(({ before, after }) => this.#isFollowed((after ?? before)?.apex ?? rootName));
  }

  #recordOne({ before, after }: ZoneReplacement): void {
    if (after === undefined) {
      const known = before && this.#zones.get(before.apex);
      if (known !== undefined) this.#clear(known.history);
      if (before !== undefined) this.#zones.delete(before.apex);
      return;
    }
    const { apex } = after;
    const history = this.#zones.get(apex)?.history ?? new ZoneHistory();
    this.#zones.set(apex, { zone: after, history });
    if (!this.#isFollowed(apex)) return;
    const earlier = this.#earlier.get(apex);
    if (before !== undefined) this.#lead(history, before, after);
    else if (earlier !== undefined) {
      for (const step of earlier.steps) this.#add(history, step);
      this.#lead(history, earlier.zone, after);
    }
  }

  #lead(history: ZoneHistory, before: ZoneRecords, after: Zone): void {
    const from = versionOf(before);
    const isNext = history.end === undefined || history.end === from.serial;
    if (!isNext || !isNewerSerial(after.serial, from.serial)) this.#clear(history);
    if (!isNewerSerial(after.serial, from.serial)) return;
    // More than half of the budget would be gone with the next change.
    const difference = compareRecords(before, after, this.#budgetOctets / 2);
    if (difference === undefined) this.#clear(history);
    else this.#add(history, { ...difference, from, to: after.serial, sequence: this.#sequence++ });
  }

  #add(history: ZoneHistory, step: Step): void {
    history.add(step);
    this.#octets += octetsOfStep(step);
  }

  #clear(history: ZoneHistory): void {
    this.#octets -= history.octets;
    history.clear();
  }

  /** The oldest steps go first, but only of zones that have more than their share: no zone starves for another. */
  #shrink(): void {
    const histories = [...this.#zones.values()]
      .map(({ history }) => history)
      .filter(({ octets }) => octets > 0);
    const shareOctets = this.#budgetOctets / histories.length;
    const oldest = histories
      .filter(({ octets }) => octets > shareOctets)
      .flatMap((history) => history.steps.map((step) => ({ history, step })))
      .sort((a, b) => a.step.sequence - b.step.sequence);
    for (const { history, step } of oldest) {
      if (this.#octets <= this.#budgetOctets * (1 - slackShare)) return;
      if (history.octets <= shareOctets * (1 - slackShare)) continue;
      history.dropOldest();
      this.#octets -= octetsOfStep(step);
    }
  }
}
