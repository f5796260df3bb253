// What probes of each target came to, counted in memory that all threads share: one writes, any may read while it happens.
// Refuses to know targets: who has one is given a place, and gives it back.
//
//   a place:  turn | successes | failures | inconclusive | sum of ms | last ms | minute | longest ms in it | … in the one before | buckets

import { invariant } from '../../base/invariant.ts';
import { bucketBoundsMs, bucketOf } from './histogram.ts';

const Word = {
  /** Grows whenever the place is given away, so that nobody reads another's numbers for his. */
  turn: 0,
  successes: 1,
  failures: 2,
  inconclusive: 3,
  sumMs: 4,
  lastMs: 5,
  /** Since the epoch; that of the last outcome. */
  minute: 6,
  longestMs: 7,
  /** In the minute before, for who reads a moment after it has ended. */
  earlierLongestMs: 8,
  buckets: 9,
  count: 9 + bucketBoundsMs.length + 1,
} as const;

/** Enough for most, and a few kilobytes. */
const firstPlaces = 64;

/** Where the numbers of a target are; crosses threads. */
export interface LedgerPlace {
  readonly place: number;
  readonly turn: number;
}

/** The numbers of a target since it is watched, in this run of the program. */
export interface ProbeTally {
  readonly successes: number;
  readonly failures: number;
  /** Probes that failed on this side: no file descriptor, no memory. */
  readonly inconclusive: number;
  /** Of the successful ones: how long they took. */
  readonly sumMs: number;
  readonly lastMs: number;
  /** How many took up to each of `bucketBoundsMs`, and no less; one more for those that took longer. Not cumulated. */
  readonly buckets: readonly number[];
}

/** Of all targets together, those included that are no longer watched: the sum over those that are goes back when one goes. */
const totalPlace: LedgerPlace = { place: 0, turn: 1 };

/** The side that writes. */
export class ProbeLedger {
  #words = wordsFor(firstPlaces);
  #used = 0;
  readonly #free: number[] = [];

  constructor() {
    const { place, turn } = this.give();
    invariant(place === totalPlace.place && turn === totalPlace.turn, 'the first place is the total');
  }

  /** As it is now: another one once there are more targets than fit. */
  get memory(): SharedArrayBuffer {
    return this.#words.buffer;
  }

  give(): LedgerPlace {
    const place = this.#free.pop() ?? this.#used++;
    if ((place + 1) * Word.count > this.#words.length) this.#grow();
    const words = this.#at(place);
    const turn = (words[Word.turn] ?? 0) + 1;
    words.fill(0);
    words[Word.turn] = turn;
    return { place, turn };
  }

  takeBack({ place }: LedgerPlace): void {
    this.#free.push(place);
  }

  /** `minute`: since the epoch. */
  countSuccess(place: LedgerPlace, tookMs: number, minute: number): void {
    this.#addSuccess(place, tookMs, minute);
    this.#addSuccess(totalPlace, tookMs, minute);
  }

  countFailure(place: LedgerPlace): void {
    this.#bump(place, Word.failures);
    this.#bump(totalPlace, Word.failures);
  }

  countInconclusive(place: LedgerPlace): void {
    this.#bump(place, Word.inconclusive);
    this.#bump(totalPlace, Word.inconclusive);
  }

  #addSuccess({ place }: LedgerPlace, tookMs: number, minute: number): void {
    const words = this.#words;
    const start = place * Word.count;
    bump(words, start + Word.successes);
    bump(words, start + Word.sumMs, tookMs);
    words[start + Word.lastMs] = tookMs;
    if (words[start + Word.minute] !== minute) {
      const isNext = words[start + Word.minute] === minute - 1;
      words[start + Word.earlierLongestMs] = isNext ? (words[start + Word.longestMs] ?? 0) : 0;
      words[start + Word.longestMs] = 0;
      words[start + Word.minute] = minute;
    }
    if (tookMs > (words[start + Word.longestMs] ?? 0)) words[start + Word.longestMs] = tookMs;
    bump(words, start + Word.buckets + bucketOf(tookMs));
  }

  #bump({ place }: LedgerPlace, word: number): void {
    bump(this.#words, place * Word.count + word);
  }

  #at(place: number): Float64Array {
    return this.#words.subarray(place * Word.count, (place + 1) * Word.count);
  }

  #grow(): void {
    const words = wordsFor((2 * this.#words.length) / Word.count);
    words.set(this.#words);
    this.#words = words;
  }
}

/** The side that reads. */
export class LedgerReader {
  readonly #words: Float64Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Float64Array(memory);
  }

  /** Of all targets there ever were in this run of the program. */
  get total(): ProbeTally | undefined {
    return this.read(totalPlace);
  }

  /** Nothing once the place is another's, or beyond this memory. */
  read({ place, turn }: LedgerPlace): ProbeTally | undefined {
    const words = this.#words;
    const start = place * Word.count;
    if (words[start + Word.turn] !== turn) return undefined;
    // Copied by hand: a view and a slice of it take four times as long, ten thousand times for each scrape.
    const buckets: number[] = [];
    for (let at = start + Word.buckets; at < start + Word.count; at++) buckets.push(words[at] ?? 0);
    return {
      successes: words[start + Word.successes] ?? 0,
      failures: words[start + Word.failures] ?? 0,
      inconclusive: words[start + Word.inconclusive] ?? 0,
      sumMs: words[start + Word.sumMs] ?? 0,
      lastMs: words[start + Word.lastMs] ?? 0,
      buckets,
    };
  }

  /** Of the successful probes in that minute, which may be the running one or the one before; 0 if there was none. */
  longestMs({ place, turn }: LedgerPlace, minute: number): number {
    const start = place * Word.count;
    const words = this.#words;
    if (words[start + Word.turn] !== turn) return 0;
    const lastMinute = words[start + Word.minute];
    if (lastMinute === minute) return words[start + Word.longestMs] ?? 0;
    return lastMinute === minute + 1 ? (words[start + Word.earlierLongestMs] ?? 0) : 0;
  }
}

function wordsFor(places: number): Float64Array<SharedArrayBuffer> {
  return new Float64Array(new SharedArrayBuffer(places * Word.count * Float64Array.BYTES_PER_ELEMENT));
}

function bump(words: Float64Array, at: number, by = 1): void {
  words[at] = (words[at] ?? 0) + by;
}
