// An answer that a connection writes message by message, for as long as it has more: who is asked for the next one, and
// whether it gets on. Refuses to know what the messages say.

import type { Reply } from '../query-outcome.ts';
import type { ReplySource } from '../reply-source.ts';

/** A client that takes less than this while it might have been idle is too slow: it holds a place. */
const movedOctetsMin = 16 * 1024;

export class LongAnswer {
  readonly #source: ReplySource;
  readonly #goOn: () => void;
  #isHeldUp = false;
  /** When it was asked for, or its last message was written. */
  #lastMs = performance.now();
  #acknowledgedOctets = 0;
  #isOver = false;
  #onOver: (() => void)[] = [];
  /** What the last step cost beside writing the message: to put a long one together takes longer. */
  work = 0;

  /** `goOn`: it is worth asking again. */
  constructor(source: ReplySource, goOn: () => void) {
    this.#source = source;
    this.#goOn = goOn;
  }

  /** Until the source calls. */
  get isHeldUp(): boolean {
    return this.#isHeldUp;
  }

  get octetsHeld(): number {
    return this.#source.octetsHeld ?? 0;
  }

  /** A single reply, and here. */
  get isWhole(): boolean {
    return this.#source.isWhole === true;
  }

  /** Resolves when it was written to its end, or abandoned. */
  get over(): Promise<void> {
    return this.#isOver ? Promise.resolve() : new Promise((resolve) => this.#onOver.push(resolve));
  }

  next(reply: Reply): 'written' | 'later' | 'done' | 'broken' {
    const beforeMs = performance.now();
    const step = this.#source.next(reply);
    const nowMs = performance.now();
    this.work = Math.round((nowMs - beforeMs) * 1000);
    if (step === 'written') this.#lastMs = nowMs;
    else if (step === 'later') this.#wait();
    else this.#end();
    return step;
  }

  /** Asked when the connection might have been idle: whether it is worth waiting for. */
  isGettingOn(acknowledgedOctets: number, owedTimeoutMs: number): boolean {
    if (this.#isHeldUp) return performance.now() - this.#lastMs < owedTimeoutMs;
    const movedOctets = acknowledgedOctets - this.#acknowledgedOctets;
    this.#acknowledgedOctets = acknowledgedOctets;
    return movedOctets >= movedOctetsMin;
  }

  abandon(): void {
    if (this.#isOver) return;
    this.#end();
    this.#source.abandon();
  }

  #end(): void {
    this.#isOver = true;
    for (const act of this.#onOver) act();
  }

  #wait(): void {
    this.#isHeldUp = true;
    this.#source.whenReady(() => {
      if (this.#isOver || !this.#isHeldUp) return;
      this.#isHeldUp = false;
      this.#goOn();
    });
  }
}
