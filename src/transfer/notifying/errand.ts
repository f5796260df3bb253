// What is to be done next about a zone at a secondary, and when. Pure: times in, times out.
//
//   changed ─▶ notify ─(no reply)─▶ notify again, ever later
//                 └─(reply)─▶ ask for its serial, ever later ─(too late)─▶ notify again
//                                   └─(it has the newest)─▶ nothing

import type { Random } from '../../base/random.ts';

export interface Next {
  readonly kind: 'notify' | 'ask';
  readonly dueMs: number;
}

/** Changes in between go together: ten NOTIFY a second keep a secondary within this of us, and bother it no more than that. */
export const notifyGapMs = 100;
/** RFC 1996 §3.6 suggests 60 s and five attempts; a datagram that got lost must not cost a minute. */
const resendMs = 500;
/** For ever: a secondary that was away for a month is told within a minute. */
const waitMsMax = 60_000;
/** A secondary fetches a change within tens of milliseconds. */
const askMs = 30;
/** From here on it is told again before it is asked: something went wrong with the transfer, and it may not try again soon. */
const tellAgainMs = 4000;
/** What it says to `askMs`, doubled that often, is `tellAgainMs`. */
const stepsToTellAgain = Math.ceil(Math.log2(tellAgainMs / askMs));

export class Errand {
  #next: Next | undefined;
  #notifiedMs = Number.NEGATIVE_INFINITY;
  /** Sent since the last change, and not answered. */
  #resends = 0;
  #asks = 0;
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  get next(): Next | undefined {
    return this.#next;
  }

  /** The zone changed. What waits for its turn keeps it, and will tell of this change. */
  outdated(nowMs: number): void {
    if (this.isFresh) return;
    this.#resends = 0;
    this.#asks = 0;
    this.#next = { kind: 'notify', dueMs: Math.max(nowMs, this.#notifiedMs + notifyGapMs) };
  }

  notified(nowMs: number): void {
    this.#notifiedMs = nowMs;
    this.#next = { kind: 'notify', dueMs: nowMs + this.#wait(resendMs, this.#resends++) };
  }

  /** It knows of the last change. */
  acknowledged(nowMs: number): void {
    this.#resends = 0;
    this.#next = { kind: 'ask', dueMs: nowMs + askMs };
  }

  /** It is there, but does not take the message: perhaps it does not have the zone yet. */
  turnedAway(nowMs: number): void {
    this.acknowledged(nowMs);
    this.giveTime();
  }

  asked(nowMs: number): void {
    const kind = this.#asks < stepsToTellAgain ? 'ask' : 'notify';
    this.#next = { kind, dueMs: nowMs + this.#wait(askMs, this.#asks++) };
  }

  /** Asking it again soon is of no use. */
  giveTime(): void {
    this.#asks = Math.max(this.#asks, stepsToTellAgain);
  }

  /** A transfer began or ended: soon it has something else. */
  transferred(nowMs: number): void {
    if (this.#next === undefined || this.isFresh) return;
    const soonMs = nowMs + askMs;
    if (this.#next.kind === 'ask' && this.#next.dueMs <= soonMs) return;
    this.#next = { kind: 'ask', dueMs: soonMs };
  }

  /** The secondary is there again. */
  retry(nowMs: number): void {
    if (this.#next?.kind !== 'notify' || this.#next.dueMs <= nowMs) return;
    if (!this.isFresh) this.#next = { kind: 'notify', dueMs: nowMs };
  }

  postpone(nowMs: number, ms: number): void {
    if (this.#next !== undefined) this.#next = { ...this.#next, dueMs: nowMs + ms };
  }

  /** Nothing is left to be done until the zone changes. */
  settle(): void {
    this.#next = undefined;
    this.#resends = 0;
  }

  /** It was not told of the last change yet. */
  get isFresh(): boolean {
    return this.#next?.kind === 'notify' && this.#resends === 0 && this.#asks === 0;
  }

  /** Up to a quarter more, so that many that fell silent together are not told together. */
  #wait(firstMs: number, step: number): number {
    return Math.min(waitMsMax, firstMs * 2 ** Math.min(step, 16)) * (1 + this.#random() / 4);
  }
}
