// Whether a minute may be written, whatever the wall clock does: it may start in 1970 on a machine without a battery, be set back, or
// jump. Refuses to know what is written.
//
//   goes on, or jumps ahead     the minute is written; those between stay unknown
//   a few minutes back          the minute is written again
//   further back                nothing is written for a while, as the clock may be about to be set; then it is believed, and what
//                               was written of its future is forgotten
//   before the first release    nothing is written until it is set: it is wrong for sure

export type Judgement = 'write' | 'wait' | 'forget-future';

const minutesBackMax = 5;
/** Once there is a network, time servers answer sooner than that. */
const patienceMs = 15 * 60_000;
/** 2026: a machine without battery and network may think that it is 1970 for days, and must not forget 90 of them for that. */
const firstReleaseMinute = Date.UTC(2026, 0) / 60_000;

export class MinuteJudge {
  #newest: number;
  #behindSinceMs: number | undefined;

  /** `newest`: the newest minute of earlier runs; 0 if there is none. */
  constructor(newest: number) {
    this.#newest = newest;
  }

  judge(minute: number, monotonicMs: number): Judgement {
    if (minute >= this.#newest - minutesBackMax) {
      this.#newest = Math.max(this.#newest, minute);
      this.#behindSinceMs = undefined;
      return 'write';
    }
    if (minute < firstReleaseMinute && this.#newest >= firstReleaseMinute) return 'wait';
    this.#behindSinceMs ??= monotonicMs;
    if (monotonicMs - this.#behindSinceMs < patienceMs) return 'wait';
    this.#newest = minute;
    this.#behindSinceMs = undefined;
    return 'forget-future';
  }
}
