// Tells the window what changed: targets and names soon after they did, everything else once a second. Takes a small share of the
// main thread's time whatever happens: long work is done in pieces, and what changes again meanwhile is told once. Refuses to know
// how it is shown.
//
//   marked: all | names | overrides | targets, names  -> after a while, in pieces -> shape pieces | changes -> marked meanwhile? again

import { repeatEvery } from '../../base/repeat-every.ts';
import { Turns } from '../../base/turns.ts';
import type { Names } from '../../config/names/written-names.ts';
import type { Overrides } from '../../health/deciding/overrides.ts';
import type { Target } from '../../health/target.ts';
import type { Happening } from '../../window/model/news.ts';
import { FactNews } from './fact-news.ts';
import type { NewsSources } from './news-sources.ts';
import { SummaryNews } from './summary-news.ts';

/** A person sees no difference, and a rack that fails is one piece of news. */
const delayMs = 100;
/** The main thread spends at most this share of its time on news: long work is followed by a long pause. */
const shareMax = 0.1;
/** Changes show within a second or so, whatever else is going on. */
const pauseMsMax = 1000;
const tickMs = 1000;

export class NewsDesk {
  readonly #from: NewsSources;
  readonly #facts: FactNews;
  readonly #summary = new SummaryNews();
  readonly #turns: Turns;
  #targets = new Map<string, Target>();
  /** The names that the window knows, or is being told. */
  #names: Names | undefined;
  #overrides: Overrides | undefined;
  #isEverything = false;
  #isSummary = false;
  #callOffWork: (() => void) | undefined;
  #stopTicking: () => void = () => undefined;
  #pauseMs = delayMs;
  #happenings: Happening[] = [];

  constructor(sources: NewsSources) {
    this.#from = sources;
    this.#facts = new FactNews(sources);
    this.#turns = new Turns(sources.clock);
  }

  start(): void {
    const { happenings, clock } = this.#from;
    happenings.tell((happening) => this.#gather(happening));
    this.#stopTicking = repeatEvery(clock, tickMs, () => {
      this.published();
      this.#bringTick();
    });
  }

  stop(): void {
    this.#from.happenings.tell(() => undefined);
    this.#stopTicking();
    this.#callOffWork?.();
    this.#turns.stop();
  }

  /** Everything, to a window that knows nothing. */
  bringAll(): void {
    const { bring, happenings } = this.#from;
    this.#summary.forget();
    this.#happenings = [];
    bring({ kind: 'happenings', happenings: happenings.kept });
    this.#bringTick();
    this.#isEverything = true;
    this.#workNow();
  }

  /** Its verdict, its reason, or a hold on it. */
  targetChanged(target: Target): void {
    this.#targets.set(target.key, target);
    this.#workSoon();
  }

  /** Names, addresses of hosts or overrides may have changed. */
  published(): void {
    if (this.#hasOtherNames || this.#hasOtherOverrides) this.#workSoon();
  }

  /** Something in the summary changed that should be known at once. */
  summaryChanged(): void {
    this.#isSummary = true;
    this.#workSoon();
  }

  /** Happenings of one turn of the event loop make one message. */
  #gather(happening: Happening): void {
    this.#happenings.push(happening);
    if (this.#happenings.length > 1) return;
    setImmediate(() => {
      const happenings = this.#happenings;
      this.#happenings = [];
      if (happenings.length > 0) this.#from.bring({ kind: 'happenings', happenings });
    });
  }

  get #hasOtherNames(): boolean {
    return this.#from.publisher.names !== this.#names;
  }

  get #hasOtherOverrides(): boolean {
    return this.#from.decider.overrides !== this.#overrides;
  }

  #workSoon(): void {
    if (this.#turns.isBusy) return;
    this.#callOffWork ??= this.#from.clock.after(this.#pauseMs, () => this.#workNow());
  }

  #workNow(): void {
    this.#callOffWork?.();
    this.#callOffWork = undefined;
    this.#turns.run(this.#work(), (busyMs) => {
      this.#pauseMs = Math.min(pauseMsMax, Math.max(delayMs, busyMs / shareMax));
      const isMore = this.#targets.size > 0 || this.#isSummary || this.#isEverything;
      if (isMore || this.#hasOtherNames || this.#hasOtherOverrides) this.#workSoon();
    });
  }

  *#work(): Generator<void> {
    const { publisher, decider, bring, summarize } = this.#from;
    const facts = this.#facts;
    if (this.#isSummary) {
      this.#isSummary = false;
      bring({ kind: 'summary', summary: this.#summary.changesIn(summarize()) });
      yield;
    }
    const { names } = publisher;
    const { overrides } = decider;
    const targets = this.#targets;
    this.#targets = new Map();
    if (this.#isEverything || this.#names === undefined || this.#overrides === undefined) {
      yield* facts.everything(names);
      this.#isEverything = false;
    } else {
      if (names !== this.#names) yield* facts.otherNames(names);
      if (overrides !== this.#overrides) yield* facts.overridesChanged(this.#overrides, overrides);
      for (const target of targets.values()) {
        facts.targetChanged(target);
        yield;
      }
      yield* facts.bringChanges();
    }
    this.#names = names;
    this.#overrides = overrides;
  }

  #bringTick(): void {
    const { bring, summarize, count, readVitals } = this.#from;
    bring({
      kind: 'tick',
      atMs: Date.now(),
      counters: count(),
      summary: this.#summary.changesIn(summarize()),
      vitals: readVitals(),
    });
  }
}
