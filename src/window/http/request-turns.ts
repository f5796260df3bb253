// Whose request is worked on next. Many expensive pages asked for at once would otherwise be made in a single turn of the event
// loop, and nobody would be heard for minutes: neither the main thread nor whoever asks whether this server lives.

import type { Clock } from '../../base/clock.ts';

/** Of work in a turn: beyond it, whatever else waits for the event loop comes first. A page of a few names takes less. */
const turnMs = 10;
/**
 * How often the event loop turns after such work before there is more. It accepts one connection in a turn: with a page in
 * each, whoever connects behind two hundred readers would wait for two hundred pages. That many turns take 2 ms.
 */
const restTurnsUsual = 128;

type Work = () => void;

export class RequestTurns {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  /** In the order of their turns: whoever asks for a hundred pages keeps others waiting for one. */
  readonly #waiting = new Map<string, Work[]>();
  readonly #restTurns: number;
  /** Turns without work that are still to come. */
  #rest = 0;
  #isDue = false;

  constructor(clock: Pick<Clock, 'monotonicMs'>, restTurns = restTurnsUsual) {
    this.#clock = clock;
    this.#restTurns = restTurns;
  }

  /** Begins the work when it is their turn, and resolves with what comes of it. */
  take<Made>(who: string, work: () => Promise<Made>): Promise<Made> {
    return new Promise((resolve, reject) => {
      const works = this.#waiting.get(who) ?? [];
      works.push(() => void work().then(resolve, reject));
      this.#waiting.set(who, works);
      this.#goOn();
    });
  }

  #goOn(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#isDue = false;
    if (this.#rest > 0) this.#rest--;
    else this.#work();
    if (this.#waiting.size > 0) this.#goOn();
  }

  #work(): void {
    const endMs = this.#clock.monotonicMs() + turnMs;
    do this.#next()?.();
    while (this.#waiting.size > 0 && this.#clock.monotonicMs() < endMs);
    if (this.#clock.monotonicMs() >= endMs) this.#rest = this.#restTurns;
  }

  #next(): Work | undefined {
    for (const [who, works] of this.#waiting) {
      this.#waiting.delete(who);
      const work = works.shift();
      if (works.length > 0) this.#waiting.set(who, works);
      return work;
    }
    return undefined;
  }
}
