// When each item's turn is: everybody on a phase of the interval of its own, so that nothing goes in lockstep and the time
// to notice something does not depend on how many there are. Refuses to know what is done when it is somebody's turn.

import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { DueQueue } from './due-queue.ts';

/** Share of the interval by which a turn may come late on purpose, so that items drift apart again. */
const jitterShare = 0.05;
/** Turns taken in one go before the event loop gets one: about 5 ms of work. */
const startsPerTurnMax = 64;

export interface Scheduled {
  readonly intervalMs: number;
  /** When its next turn is; meaningless while it is busy. */
  dueMs: number;
  /** Where its phase of the interval stands; jitter is added to it but never adds up. */
  phaseMs: number;
  /** Can do with a turn: what the queue holds of one that cannot is void. */
  readonly isIdle: boolean;
}

export interface ScheduleDependencies<Item> {
  readonly clock: Clock;
  readonly random: Random;
  /** Takes its turn, so late. */
  readonly start: (item: Item, lateMs: number) => void;
  /** Whether anybody can have a turn now; who says no calls `wake` when that has changed. */
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

  /** Now, and from the second time on when its phase says. */
  add(item: Item): void {
    this.#takePlace(item);
    this.#enqueue(item, this.#with.clock.monotonicMs());
  }

  /** After its interval has changed: never later than it was due, for it may be the second look at a failure. */
  replace(item: Item): void {
    this.#enqueue(item, Math.min(item.dueMs, this.#takePlace(item)));
  }

  /** When its phase says, whatever was missed meanwhile: who had a turn before it was due keeps the one that is due. */
  next(item: Item): void {
    const { intervalMs } = item;
    const passed = Math.floor((this.#with.clock.monotonicMs() - item.phaseMs) / intervalMs) + 1;
    item.phaseMs += Math.max(0, passed) * intervalMs;
    this.#enqueue(item, item.phaseMs + this.#with.random() * jitterShare * intervalMs);
    this.#wakeForNext();
  }

  /** At a moment between these two from now; its phase stays. */
  soon(item: Item, fromMs: number, toMs: number): void {
    const delayMs = fromMs + (toMs - fromMs) * this.#with.random();
    this.#enqueue(item, this.#with.clock.monotonicMs() + delayMs);
    this.#wakeForNext();
  }

  /** Lets those have their turn whose time has come. */
  run(): void {
    this.#wakeAtMs = Number.POSITIVE_INFINITY;
    const nowMs = this.#with.clock.monotonicMs();
    for (let started = 0; started < startsPerTurnMax && this.#with.mayStart(); ) {
      const due = this.#queue.takeDue(nowMs);
      if (due === undefined) break;
      // An entry of an item that is busy or gone, or that was given another place since.
      if (!due.item.isIdle || due.atMs !== due.item.dueMs) continue;
      this.#with.start(due.item, nowMs - due.atMs);
      started++;
    }
    this.#wakeForNext();
  }

  /** Somebody can have a turn again. */
  wake(): void {
    this.#wakeForNext();
  }

  stop(): void {
    this.#isRunning = false;
    this.#callOffWake?.();
  }

  /** Gives an item a phase of its own, which lies within the coming interval. */
  #takePlace(item: Item): number {
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
    // Who is due would have to wait anyway: a timer would fire for nothing, again and again.
    if (!this.#with.mayStart()) return;
    this.#callOffWake?.();
    this.#wakeAtMs = earliestMs;
    const delayMs = Math.max(0, Math.ceil(earliestMs - this.#with.clock.monotonicMs()));
    this.#callOffWake = this.#with.clock.after(delayMs, () => this.run());
  }
}
