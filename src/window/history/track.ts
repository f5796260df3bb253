// Adds up what one subject does in the current minute, event by event, until the minute is closed. Refuses to know about slots, files
// and the wall clock: durations are monotonic.

import type { Minute } from './cells.ts';
import type { Subject } from './shelves.ts';

export interface State {
  /** As the time line says it: `up`, `backups`. */
  readonly word: string;
  readonly reason: string;
  /** Undefined while unknown. */
  readonly isDown: boolean | undefined;
  /** Of a name: answered, but not from its candidates. */
  readonly isTroubled: boolean;
}

/** Counted since the last call. */
export interface Probes {
  readonly successes: number;
  readonly failures: number;
  /** Total of the successes. */
  readonly sumMs: number;
  readonly longestMs: number;
}

/** A minute of which less is known counts as unknown. */
const knownMsMin = 30_000;
/** A subject that flaps for hours must not push everybody else's changes out of the log. */
const changesMax = 60;
/** At this pace, flapping for 90 days takes 13,000 of 32,768 entries. */
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

  /** Returns whether its word changed. */
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

  /** Whether a change may be kept: returns how many were left out before it, or undefined if this one is too. */
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

  /** The last changes were left out, and there is room again for the present state. */
  get owesChange(): boolean {
    return this.#leftOut > 0 && this.#changesLeft > 0;
  }

  /** Undefined if too little of it is known. */
  closeMinute(minute: number, nowMs: number): Minute | undefined {
    this.#account(nowMs);
    const closed = this.#knownMs < knownMsMin ? undefined : this.#describe();
    this.#knownMs = this.#downMs = this.#troubledMs = 0;
    this.#successes = this.#failures = this.#sumMs = this.#longestMs = 0;
    if (minute % minutesPerChange === 0) this.#changesLeft = Math.min(changesMax, this.#changesLeft + 1);
    return closed;
  }

  #describe(): Minute {
    // The unknown part of a minute counts as being like the rest. Down for an instant is a second, not zero.
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
