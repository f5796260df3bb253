// What a client of `/v1/live` is sent: everything, and then what changes. Nothing is queued for it: when it is ready for more, it gets
// each fact as it is by then, or everything again if it is too far behind. Refuses to know how events are written.
//
//   no place, or one too old -> (reset) overview, facts … -> changes | overview | happening | rates …, over and over

import type { Clock } from '../../base/clock.ts';
import { pause } from '../../base/wait-until.ts';
import type { LiveEvents } from '../../control/protocol/live.ts';
import type { WindowModel } from '../model/window-model.ts';
import { happeningsSince, lastNumber } from './happenings-since.ts';
import { currentPlace, type LivePlace } from './live-place.ts';
import type { Overviews } from './overviews.ts';
import { viewName, viewTarget } from './views.ts';
import { waitForChange } from './wait-for-change.ts';

/** Names, and targets, per event: some 100 kB, which the client has received before the next one is made. */
const factsPerPiece = 200;
/** A rack that fails is one event. */
const gatherMs = 100;
/** After that long without a tick the client is told that we are still here. */
const keepAliveMs = 15_000;

export interface LiveSources {
  readonly model: WindowModel;
  readonly overviews: Overviews;
  readonly clock: Clock;
}

export interface LiveWish {
  /** Absent: everything is sent. */
  readonly from: LivePlace | undefined;
  /** Leaves out names and targets. */
  readonly isOverviewOnly: boolean;
}

export type LiveEvent =
  | {
      readonly [Event in keyof LiveEvents]: {
        readonly type: Event;
        readonly data: LiveEvents[Event];
        readonly place: LivePlace;
      };
    }[keyof LiveEvents]
  | { readonly type: 'keep-alive' };

type Told = Extract<LiveEvent, { readonly place: LivePlace }>;

export class LiveStream {
  readonly #from: LiveSources;
  readonly #isOverviewOnly: boolean;
  #place: LivePlace;
  #gist = '';
  #atMs = 0;

  constructor(sources: LiveSources, wish: LiveWish) {
    this.#from = sources;
    this.#isOverviewOnly = wish.isOverviewOnly;
    this.#place = wish.from ?? { ...currentPlace(sources.model), version: -1 };
  }

  async *events(gone: AbortSignal): AsyncGenerator<LiveEvent> {
    const { model, clock } = this.#from;
    while (!gone.aborted) {
      // A change during the next line wakes nobody, so `isNew` looks for it below.
      const seen = currentPlace(model);
      const tickMs = model.ticks.at(-1)?.atMs;
      const { summary } = model;
      yield* this.#news();
      if (gone.aborted) return;
      const isNew = () =>
        model.changes.version !== seen.version ||
        lastNumber(model) !== seen.happening ||
        model.ticks.at(-1)?.atMs !== tickMs ||
        model.summary !== summary;
      if (!isNew() && !(await waitForChange({ model, clock, gone, isWanted: isNew, withinMs: keepAliveMs })))
        yield { type: 'keep-alive' };
      await pause(clock, gatherMs, gone);
    }
  }

  *#news(): Generator<Told> {
    const { changes } = this.#from.model;
    const { run, version } = this.#place;
    const isKnown = run === changes.run && version >= 0;
    const changed = isKnown ? changes.since(version) : undefined;
    if (changed === undefined)
      yield* this.#everything(run === changes.run ? 'behind' : 'restarted', version >= 0);
    else {
      this.#place = { ...this.#place, version: changes.version };
      if (!this.#isOverviewOnly && changed.names.size + changed.targets.size > 0)
        yield this.#changesOf(changed.names, changed.targets);
      yield* this.#overview();
    }
    yield* this.#happenings();
    yield* this.#rates();
  }

  *#everything(why: 'behind' | 'restarted', hasSomething: boolean): Generator<Told> {
    const { model } = this.#from;
    const { changes } = model;
    const place = { run: changes.run, version: changes.version, happening: this.#place.happening };
    // A client cut off before the last piece has no place to resume from.
    this.#place = this.#isOverviewOnly ? place : { ...place, run: '0' };
    this.#gist = '';
    if (hasSomething) yield this.#told('reset', { why });
    yield* this.#overview();
    if (this.#isOverviewOnly) return;
    const names = [...model.names.values()];
    const targets = [...model.targets.values()];
    const pieces = Math.max(1, Math.ceil(Math.max(names.length, targets.length) / factsPerPiece));
    for (let piece = 0; piece < pieces; piece++) {
      const [start, end] = [piece * factsPerPiece, (piece + 1) * factsPerPiece];
      const nowSeconds = this.#from.clock.wallSeconds();
      if (piece === pieces - 1) this.#place = place;
      yield this.#told('facts', {
        names: names.slice(start, end).map((name) => viewName(name, model, nowSeconds)),
        targets: targets.slice(start, end).map((target) => viewTarget(target, model)),
        left: pieces - 1 - piece,
      });
    }
  }

  #changesOf(names: ReadonlySet<string>, targets: ReadonlySet<string>): Told {
    const { model, clock } = this.#from;
    const nowSeconds = clock.wallSeconds();
    const known = {
      names: [...names].map((name) => model.names.get(name)).filter((name) => name !== undefined),
      targets: [...targets].map((key) => model.targets.get(key)).filter((target) => target !== undefined),
    };
    return this.#told('changes', {
      names: known.names.map((name) => viewName(name, model, nowSeconds)),
      targets: known.targets.map((target) => viewTarget(target, model)),
      goneNames: [...names].filter((name) => !model.names.has(name)),
      goneTargets: [...targets].filter((key) => !model.targets.has(key)),
    });
  }

  *#overview(): Generator<Told> {
    const { overviews } = this.#from;
    if (overviews.gist === this.#gist) return;
    this.#gist = overviews.gist;
    yield this.#told('overview', overviews.current);
  }

  *#happenings(): Generator<Told> {
    for (const happening of happeningsSince(this.#from.model, this.#place.happening).list) {
      this.#place = { ...this.#place, happening: happening.number };
      yield this.#told('happening', happening);
    }
  }

  *#rates(): Generator<Told> {
    const { model, overviews } = this.#from;
    const atMs = model.ticks.at(-1)?.atMs;
    if (atMs === undefined || atMs === this.#atMs) return;
    this.#atMs = atMs;
    yield this.#told('rates', { atMs, ...overviews.current.rates });
  }

  #told<Event extends keyof LiveEvents>(type: Event, data: LiveEvents[Event]): Told {
    // The pair matches the union; TypeScript cannot see that through the type parameter.
    return { type, data, place: this.#place } as Told;
  }
}
