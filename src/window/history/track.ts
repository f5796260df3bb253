// What one subject did in the minute that runs, told event by event, until it is written down. Refuses to know slots, files and
// the wall clock: durations are of the monotonic one.

import type { Minute } from './cells.ts';
import type { Subject } from './shelves.ts';

export interface State {
  /** What its time line says: `up`, `backups`. */
  readonly word: string;
  readonly reason: string;
  /** Nothing while nobody knows. */
  readonly isDown: boolean | undefined;
  /** Of a name: answered, but not from its candidates. */
  readonly isTroubled: boolean;
}

/** Since the last time. */
export interface Probes {
  readonly successes: number;
  readonly failures: number;
  /** Of the successes together. */
  readonly sumMs: number;
  readonly longestMs: number;
}

/** Of a minute: what is known of less is not known of it. */
const knownMsMin = 30_000;
/** Who flaps for hours must not push everybody else's changes out of the log. */
const changesMax = 60;
/** At this pace, one that flaps for 90 days takes 13,000 of 32,768 entries. */
const minutesPerChange = 10;

export class Track {
  readonly subject: Subject;
  #state: State;
  #sinceMs: number;
  #knownMs = 0;
  #downMs = 0;
  #troubledMs = 0;
  #successes = 0;
  #failures = 0;
  #sumMs = 0;
  #longestMs = 0;
  #changesLeft = changesMax;
  #leftOut = 0;

  constructor(subject: Subject, state: State, nowMs: number) {
    this.subject = subject;
    this.#state = state;
    this.#sinceMs = nowMs;
  }

  get state(): State {
    return this.#state;
  }

  /** Whether its time line goes on with another word. */
  set(state: State, nowMs: number): boolean {
    this.#account(nowMs);
    const isChange = state.word !== this.#state.word;
    this.#state = state;
    return isChange;
  }

  addProbes({ successes, failures, sumMs, longestMs }: Probes): void {
    this.#successes += successes;
    this.#failures += failures;
    this.#sumMs += sumMs;
    this.#longestMs = Math.max(this.#longestMs, longestMs);
  }

  /** A change is about to be kept: how many before it were not, or nothing if this one is not either. */
  admitChange(): number | undefined {
    if (this.#changesLeft === 0) {
      this.#leftOut++;
      return undefined;
    }
    this.#changesLeft--;
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    return leftOut;
  }

  /** The time line ends with a state that has passed. */
  get owesChange(): boolean {
    return this.#leftOut > 0 && this.#changesLeft > 0;
  }

  /** Nothing if too little of it is known. */
  closeMinute(minute: number, nowMs: number): Minute | undefined {
    this.#account(nowMs);
    const closed = this.#knownMs < knownMsMin ? undefined : this.#describe();
    this.#knownMs = this.#downMs = this.#troubledMs = 0;
    this.#successes = this.#failures = this.#sumMs = this.#longestMs = 0;
    if (minute % minutesPerChange === 0) this.#changesLeft = Math.min(changesMax, this.#changesLeft + 1);
    return closed;
  }

  #describe(): Minute {
    // Of a minute that is known in part, the rest was like it. Down for an instant is a second down, not nothing.
    const seconds = (60 * this.#downMs) / this.#knownMs;
    const downSeconds = seconds > 0 ? Math.max(1, Math.round(seconds)) : 0;
    if (this.subject.kind === 'name')
      return { downSeconds, outcome: this.#troubledMs + this.#downMs > 0 ? 'troubled' : 'clean' };
    const probes = this.#successes + this.#failures;
    const outcome = this.#failures > 0 ? 'troubled' : 'clean';
    return {
      downSeconds,
      outcome: probes === 0 ? 'unprobed' : outcome,
      ...(this.#successes > 0 && { meanMs: this.#sumMs / this.#successes, maxMs: this.#longestMs }),
    };
  }

  #account(nowMs: number): void {
    const ms = nowMs - this.#sinceMs;
    this.#sinceMs = nowMs;
    if (this.#state.isDown === undefined) return;
    this.#knownMs += ms;
    if (this.#state.isDown) this.#downMs += ms;
    if (this.#state.isTroubled) this.#troubledMs += ms;
  }
}
