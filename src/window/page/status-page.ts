// The status page of operators, assembled: its routes, and what keeps open pages up to date. Refuses to know who may read it.

import { type Clock, systemClock } from '../../base/clock.ts';
import type { Explanation } from '../../control/protocol/explanation.ts';
import type { RoutedRequest, WindowReply, WindowRoute } from '../http/router.ts';
import type { ModelChange, WindowModel } from '../model/window-model.ts';
import type { Assets } from './assets.ts';
import type { Choice } from './client/choice.ts';
import { replyWithPage } from './document.ts';
import { LiveFeed } from './live-feed.ts';
import type { Html } from './markup/html.ts';
import { missingPage } from './missing-page.ts';
import { findName, showNamePage } from './name-page.ts';
import { sections, showNameRows, showOverview, showTargetRows } from './overview.ts';
import { PageChanges } from './page-changes.ts';
import { judgePage } from './parts/concerns.ts';
import { titleOf } from './parts/headline.ts';
import type { PageHistory } from './parts/page-history.ts';
import { showQueries } from './parts/queries.ts';
import type { View } from './parts/view.ts';
import { QueryPace } from './query-pace.ts';
import { readSpan, showLatencyData, showTargetPage } from './target-page.ts';

export interface StatusPageParts {
  readonly model: WindowModel;
  readonly history: PageHistory;
  /** Nothing if nobody can say it now. */
  readonly explain: (name: string) => Promise<Explanation | undefined>;
  readonly assets: Assets;
  readonly clock?: Clock;
  readonly nowMs?: () => number;
}

/** Longer ones are cut: nobody types them. */
const searchMax = 200;

export class StatusPage {
  readonly #with: StatusPageParts;
  readonly #feed: LiveFeed;
  readonly #pace: QueryPace;
  readonly #changes = new PageChanges();
  readonly #names = new Set<string>();
  readonly #targets = new Set<string>();
  readonly #nowMs: () => number;
  #minute = 0;

  constructor(parts: StatusPageParts) {
    const { model, clock = systemClock, nowMs = Date.now } = parts;
    this.#with = parts;
    this.#nowMs = nowMs;
    this.#pace = new QueryPace(model);
    this.#feed = new LiveFeed({
      takeChanged: () => this.#takeChanged(),
      after: (delayMs, run) => clock.after(delayMs, run),
    });
    model.onChange((change) => this.#hear(change));
  }

  get routes(): readonly WindowRoute[] {
    const { assets } = this.#with;
    return [
      { path: '/', handle: (request) => this.#showOverview(request) },
      { path: '/names/:name', handle: (request) => this.#showName(request) },
      { path: '/targets/:key', handle: (request) => this.#showTarget(request) },
      { path: '/targets/:key/latency', handle: (request) => this.#showLatency(request) },
      { path: '/live', handle: ({ query }) => this.#openLive(query) },
      {
        path: '/assets/:digest/:name',
        handle: ({ params }) => assets.answer(params['digest'] ?? '', params['name'] ?? ''),
      },
    ];
  }

  get #view(): View {
    const { model, history } = this.#with;
    return { model, history, nowMs: this.#nowMs() };
  }

  #showOverview({ query }: RoutedRequest): WindowReply {
    const { model, assets } = this.#with;
    const choice: Choice = {
      search: (query.get('q') ?? '').slice(0, searchMax),
      show: (query.get('show') ?? '').slice(0, searchMax),
    };
    const main = showOverview(this.#view, choice, this.#pace.paces);
    const live = `/live?version=${this.#feed.version}`;
    return replyWithPage({ title: titleOf(judgePage(model)), main, live }, assets);
  }

  async #showName({ params }: RoutedRequest): Promise<WindowReply> {
    const { model, explain, assets } = this.#with;
    const facts = findName(model, params['name'] ?? '');
    if (facts === undefined) return replyWithPage(missingPage('name', params['name'] ?? ''), assets);
    const page = showNamePage(this.#view, facts, await explain(facts.name));
    return replyWithPage({ ...page, live: this.#liveOf(facts.name) }, assets);
  }

  async #showTarget({ params, query }: RoutedRequest): Promise<WindowReply> {
    const { model, assets } = this.#with;
    const facts = model.targets.get(params['key'] ?? '');
    if (facts === undefined) return replyWithPage(missingPage('target', params['key'] ?? ''), assets);
    const page = await showTargetPage(this.#view, facts, readSpan(query.get('span')));
    return replyWithPage({ ...page, live: this.#liveOf(facts.key) }, assets);
  }

  #showLatency({ params, query }: RoutedRequest): Promise<WindowReply> {
    return showLatencyData(this.#view, params['key'] ?? '', readSpan(query.get('span')));
  }

  #liveOf(subject: string): string {
    return `/live?of=${encodeURIComponent(subject)}`;
  }

  #openLive(query: URLSearchParams): WindowReply {
    if (this.#feed.isFull)
      return {
        code: 503,
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        body: 'too many pages are open\n',
      };
    return {
      code: 200,
      headers: {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      },
      stream: this.#feed.open(query.get('of') ?? undefined, query.get('version') ?? undefined),
    };
  }

  #hear(change: ModelChange): void {
    switch (change.kind) {
      case 'shape':
        this.#changes.forget();
        this.#feed.renew();
        return;
      case 'changes':
        this.#hearChanges(change);
        return;
      case 'tick':
        this.#feed.beat();
        this.#turnMinute();
        this.#feed.stir();
        return;
      case 'happening':
        return;
    }
  }

  #hearChanges({ names, targets }: Extract<ModelChange, { readonly kind: 'changes' }>): void {
    for (const { name } of names) this.#names.add(name);
    for (const target of targets) {
      this.#targets.add(target.key);
      for (const name of target.names) this.#names.add(name);
    }
    const touched = new Set([
      ...names.map(({ name }) => name),
      ...targets.flatMap(({ key, names }) => [key, ...names]),
    ]);
    this.#feed.touch(touched);
    this.#feed.stir();
  }

  /** Bars and latency go on. */
  #turnMinute(): void {
    const minute = Math.floor(this.#nowMs() / 60_000);
    if (minute === this.#minute) return;
    this.#minute = minute;
    const { names, targets } = this.#with.model;
    for (const name of names.keys()) this.#names.add(name);
    for (const key of targets.keys()) this.#targets.add(key);
    this.#feed.touch(new Set([...names.keys(), ...targets.keys()]));
  }

  #takeChanged(): ReadonlyMap<string, string> {
    if (!this.#feed.isWatched) {
      // Whoever comes gets all of it.
      this.#names.clear();
      this.#targets.clear();
      this.#changes.forget();
      return new Map();
    }
    const view = this.#view;
    const drawn = new Map<string, Html>(Object.entries(sections).map(([id, show]) => [id, show(view)]));
    drawn.set('queries', showQueries(view, this.#pace.paces));
    for (const [id, row] of showNameRows(view, this.#names)) drawn.set(id, row);
    for (const [id, row] of showTargetRows(view, this.#targets)) drawn.set(id, row);
    this.#names.clear();
    this.#targets.clear();
    return this.#changes.sift(drawn);
  }
}
