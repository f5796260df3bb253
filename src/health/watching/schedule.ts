// When each item's turn is: every item has its own phase of the interval, so that nothing runs in lockstep and the time to
// notice something does not depend on how many items there are. Refuses to know what happens in a turn.

import type { Clock } from '../../base/clock.ts';
import { DueQueue } from '../../base/due-queue.ts';
import type { Random } from '../../base/random.ts';

/** Share of the interval by which a turn may come late on purpose, so that items drift apart. */
const jitterShare = 0.05;
/** Turns in one go before the event loop gets one: about 5 ms of work. */
const startsPerTurnMax = 64;

export interface Scheduled {
  readonly intervalMs: number;
  /** When its next turn is; means nothing while it is busy. */
  dueMs: number;
  /** Its place in the interval; jitter is added to it but never accumulates. */
  phaseMs: number;
  /** Whether it can have a turn; queue entries of items that cannot are void. */
  readonly isIdle: boolean;
}

export interface ScheduleDependencies<Item> {
  readonly clock: Clock;
  readonly random: Random;
  /** It is the turn of this item, and that much late. */
  readonly start: (item: Item, lateMs: number) => void;
  /** Whether any item can have a turn now. After a no, `wake` must be called once that changes. */
  readonly mayStart: () => boolean;
}

export class Schedule<Item extends Scheduled> {
  readonly #queue = new DueQueue<Item>();
  readonly #with: ScheduleDependencies<Item>;
  #callOffWake: (() => void) | undefined;
  #wakeAtMs = Number.POSITIVE_INFINITY;
  #isRunning = true;

  constructor(dependencies: ScheduleDependencies<Item>) {
    this.#with = dependencies;
  }

  /** The first turn is now, the others follow its phase. */
  add(item: Item): void {
    this.#choosePhase(item);
    this.#enqueue(item, this.#with.clock.monotonicMs());
  }

  /** After its interval has changed. Never later than it was due: it may be waiting to confirm a failure. */
  replace(item: Item): void {
    this.#enqueue(item, Math.min(item.dueMs, this.#choosePhase(item)));
  }

  /** At its phase, whatever was missed meanwhile; a turn out of order does not replace the regular one. */
  next(item: Item): void {
    const { intervalMs } = item;
    const passed = Math.floor((this.#with.clock.monotonicMs() - item.phaseMs) / intervalMs) + 1;
    item.phaseMs += Math.max(0, passed) * intervalMs;
    this.#enqueue(item, item.phaseMs + this.#with.random() * jitterShare * intervalMs);
    this.#wakeForNext();
  }

  /** Between `fromMs` and `toMs` from now; its phase stays. */
  soon(item: Item, fromMs: number, toMs: number): void {
    const delayMs = fromMs + (toMs - fromMs) * this.#with.random();
    this.#enqueue(item, this.#with.clock.monotonicMs() + delayMs);
    this.#wakeForNext();
  }

  /** Starts what is due. */
  run(): void {
    this.#wakeAtMs = Number.POSITIVE_INFINITY;
    const nowMs = this.#with.clock.monotonicMs();
    for (let started = 0; started < startsPerTurnMax && this.#with.mayStart(); ) {
      const due = this.#queue.removeDue(nowMs);
      if (due === undefined) break;
      // A stale entry: its item is busy or gone, or was rescheduled since.
      if (!due.item.isIdle || due.atMs !== due.item.dueMs) continue;
      this.#with.start(due.item, nowMs - due.atMs);
      started++;
    }
    this.#wakeForNext();
  }

  /** An item can have a turn again. */
  wake(): void {
    this.#wakeForNext();
  }

  stop(): void {
    this.#isRunning = false;
    this.#callOffWake?.();
  }

  /** Gives an item a random phase; returns when in the coming interval that is. */
  #choosePhase(item: Item): number {
    const nextMs = this.#with.clock.monotonicMs() + this.#with.random() * item.intervalMs;
    item.phaseMs = nextMs - item.intervalMs;
    return nextMs;
  }

  #enqueue(item: Item, dueMs: number): void {
    item.dueMs = dueMs;
    this.#queue.add(dueMs, item);
  }

  #wakeForNext(): void {
    const earliestMs = this.#queue.earliestMs;
    if (!this.#isRunning || earliestMs === undefined || earliestMs >= this.#wakeAtMs) return;
    // What is due would have to wait anyway: a timer would fire for nothing, again and again.
    if (!this.#with.mayStart()) return;
    this.#callOffWake?.();
    this.#wakeAtMs = earliestMs;
    const delayMs = Math.max(0, Math.ceil(earliestMs - this.#with.clock.monotonicMs()));
    this.#callOffWake = this.#with.clock.after(delayMs, () => this.run());
  }
}
