// Follows the model, and tells open pages which of their parts changed. Refuses to know how a part looks.

import type { Clock } from '../../base/clock.ts';
import { replyWithText, type WindowReply } from '../http/router.ts';
import { withStrictHeaders } from '../http/strict-headers.ts';
import type { ModelChange, WindowModel } from '../model/window-model.ts';
import { LiveFeed } from './live-feed.ts';
import type { Html } from './markup/html.ts';
import { PageChanges } from './page-changes.ts';

/** There is a tick a second. */
const slicesMax = 60;

export interface ModelFeedPlan {
  readonly model: WindowModel;
  readonly clock: Clock;
  readonly nowMs: () => number;
  /** By id, what may change at any second. */
  readonly drawSections: () => Iterable<readonly [id: string, part: Html]>;
  /** The rows of those that there are. */
  readonly drawRows: (
    names: Iterable<string>,
    targets: Iterable<string>,
  ) => Iterable<readonly [id: string, part: Html]>;
}

export class ModelFeed {
  readonly #plan: ModelFeedPlan;
  readonly #feed: LiveFeed;
  readonly #changes = new PageChanges();
  /** Changed since they were drawn last. */
  readonly #names = new Set<string>();
  readonly #targets = new Set<string>();
  #minute: number;
  #slice = 0;
  #rows: number;

  constructor(plan: ModelFeedPlan) {
    const { model, clock } = plan;
    this.#plan = plan;
    this.#rows = this.#countRows();
    this.#minute = this.#wallMinute();
    this.#feed = new LiveFeed({
      takeChanged: () => this.#takeChanged(),
      after: (delayMs, run) => clock.after(delayMs, run),
    });
    model.onChange((change) => this.#hear(change));
  }

  /** Of the first page. */
  get liveUrl(): string {
    return `/live?version=${this.#feed.version}`;
  }

  /** Of a page about a name or target. */
  liveUrlOf(subject: string): string {
    return `/live?of=${encodeURIComponent(subject)}&version=${this.#feed.version}`;
  }

  open(query: URLSearchParams): WindowReply {
    if (this.#feed.isFull) return replyWithText('too many pages are open; try again later\n', 503);
    return {
      code: 200,
      headers: withStrictHeaders({ 'content-type': 'text/event-stream' }),
      stream: this.#feed.open(query.get('of') ?? undefined, query.get('version') ?? undefined),
    };
  }

  #hear(change: ModelChange): void {
    switch (change.kind) {
      case 'shape':
        this.#renew();
        return;
      case 'changes':
        this.#hearChanges(change);
        return;
      case 'tick':
        this.#feed.beat();
        this.#ageRows();
        this.#feed.stir();
        return;
      case 'summary':
        this.#feed.stir();
        return;
      case 'happening':
        return;
    }
  }

  /** There are other rows than before. */
  #renew(): void {
    this.#rows = this.#countRows();
    this.#changes.forget();
    this.#feed.renew();
  }

  #countRows(): number {
    const { names, targets } = this.#plan.model;
    return names.size + targets.size;
  }

  #hearChanges({ names, targets, gone }: Extract<ModelChange, { readonly kind: 'changes' }>): void {
    for (const { name } of names) this.#names.add(name);
    for (const target of targets) {
      this.#targets.add(target.key);
      for (const name of target.names) this.#names.add(name);
    }
    const touched = new Set([
      ...names.map(({ name }) => name),
      ...targets.flatMap(({ key, names }) => [key, ...names]),
    ]);
    if (gone.names.length + gone.targets.length > 0 || this.#countRows() !== this.#rows) this.#renew();
    this.#feed.touch(touched);
    this.#feed.stir();
  }

  /** Bars and latency go on: of some rows with each tick, of all within a minute, and of pages of their own each minute. */
  #ageRows(): void {
    const { names, targets } = this.#plan.model;
    const slice = this.#slice++ % slicesMax;
    for (const name of inSlice(names.keys(), slice)) this.#names.add(name);
    for (const key of inSlice(targets.keys(), slice)) this.#targets.add(key);
    const minute = this.#wallMinute();
    if (minute === this.#minute) return;
    this.#minute = minute;
    this.#feed.renewSubjects();
  }

  #wallMinute(): number {
    return Math.floor(this.#plan.nowMs() / 60_000);
  }

  #takeChanged(): ReadonlyMap<string, string> {
    const names = [...this.#names];
    const targets = [...this.#targets];
    this.#names.clear();
    this.#targets.clear();
    if (!this.#feed.isWatched) {
      // Whoever comes gets all of it.
      this.#changes.forget();
      return new Map();
    }
    const { drawSections, drawRows } = this.#plan;
    return this.#changes.sift([...drawSections(), ...drawRows(names, targets)]);
  }
}

function* inSlice(keys: Iterable<string>, slice: number): Iterable<string> {
  let at = 0;
  for (const key of keys) if (at++ % slicesMax === slice) yield key;
}
