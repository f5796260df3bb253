// A span of time in parts of equal length, and what happened in each. Refuses to know where that is read.

import { daySeconds, keptDays } from './shelves.ts';
import { Tally } from './tally.ts';

export interface Span {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Parts; they get longer for there to be no more. */
  readonly pointsMax: number;
}

/** Columns, as charts want them. `null` where nothing is known. */
export interface Series {
  /** Where the first part begins. */
  readonly fromSeconds: number;
  readonly stepSeconds: number;
  /** The share of the known time that it was up. */
  readonly up: readonly (number | null)[];
  /** Of the probes that succeeded. */
  readonly meanMs: readonly (number | null)[];
  readonly maxMs: readonly (number | null)[];
  /** The share of the minutes in which a probe failed; of a name, in which it was not answered from its candidates alone. */
  readonly failing: readonly (number | null)[];
}

/** Each divides the next, and an hour or is made of hours. */
const steps = [60, 300, 900, 1800, 3600, 7200, 21_600, 43_200, daySeconds];
export const pointsMax = 2000;

export class Parts {
  readonly fromSeconds: number;
  readonly stepSeconds: number;
  readonly tallies: readonly Tally[];
  readonly total = new Tally();

  constructor({ fromSeconds, toSeconds, pointsMax: wanted }: Span, nowSeconds: number) {
    const last = Math.min(toSeconds, nowSeconds);
    const first = Math.min(last, Math.max(fromSeconds, nowSeconds - keptDays * daySeconds));
    const points = Math.max(1, Math.min(wanted, pointsMax));
    this.stepSeconds = stepFor(last - first, points);
    this.fromSeconds = Math.floor(first / this.stepSeconds) * this.stepSeconds;
    const count = Math.floor((last - this.fromSeconds) / this.stepSeconds) + 1;
    this.tallies = Array.from({ length: count }, () => new Tally());
  }

  get toSeconds(): number {
    return this.fromSeconds + this.tallies.length * this.stepSeconds;
  }

  /** Of each part that a unit of time touches; `share` of the unit falls in it. */
  visit(startSeconds: number, unitSeconds: number, add: (tally: Tally, share: number) => void): void {
    const length = Math.min(unitSeconds, this.stepSeconds);
    for (let at = startSeconds; at < startSeconds + unitSeconds; at += length) {
      const tally = this.tallies[Math.floor((at - this.fromSeconds) / this.stepSeconds)];
      if (tally === undefined) continue;
      add(tally, length / unitSeconds);
      add(this.total, length / unitSeconds);
    }
  }

  print(): Series {
    const column = (read: (tally: Tally) => number | undefined, digits: number) =>
      this.tallies.map((tally) => {
        const value = read(tally);
        // Downwards: what is not quite all must not look like it.
        return value === undefined ? null : Math.floor(value * 10 ** digits) / 10 ** digits;
      });
    return {
      fromSeconds: this.fromSeconds,
      stepSeconds: this.stepSeconds,
      up: column(({ upShare }) => upShare, 5),
      meanMs: column(({ meanMs }) => meanMs, 1),
      maxMs: column(({ maxMs }) => maxMs, 1),
      failing: column(
        ({ probedMinutes, troubledMinutes }) =>
          probedMinutes === 0 ? undefined : troubledMinutes / probedMinutes,
        3,
      ),
    };
  }
}

function stepFor(seconds: number, points: number): number {
  const step = steps.find((step) => seconds / step < points);
  return step ?? daySeconds * Math.ceil((seconds + 1) / daySeconds / points);
}
