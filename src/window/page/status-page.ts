// The status page of operators, assembled: its routes, and what keeps open pages up to date. Refuses to know who may read it.

import { type Clock, systemClock } from '../../base/clock.ts';
import type { Explanation } from '../../control/protocol/explanation.ts';
import type { RoutedRequest, WindowReply, WindowRoute } from '../http/router.ts';
import type { WindowModel } from '../model/window-model.ts';
import type { Assets } from './assets.ts';
import { replyWithPage } from './document.ts';
import { missingPage } from './missing-page.ts';
import { ModelFeed } from './model-feed.ts';
import { findName, showNamePage } from './name-page.ts';
import { drawRows, drawSections, showOverview } from './overview.ts';
import { judgePage } from './parts/concerns.ts';
import { titleOf } from './parts/headline.ts';
import type { PageHistory } from './parts/page-history.ts';
import type { View } from './parts/view.ts';
import { QueryPace } from './query-pace.ts';
import { readChoice } from './read-choice.ts';
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

export class StatusPage {
  readonly #with: StatusPageParts;
  readonly #feed: ModelFeed;
  readonly #pace: QueryPace;
  readonly #nowMs: () => number;

  constructor(parts: StatusPageParts) {
    const { model, clock = systemClock, nowMs = Date.now } = parts;
    this.#with = parts;
    this.#nowMs = nowMs;
    this.#pace = new QueryPace(model);
    this.#feed = new ModelFeed({
      ...{ model, clock, nowMs },
      drawSections: () => drawSections(this.#view, this.#pace.paces),
      drawRows: (names, targets) => drawRows(this.#view, names, targets),
    });
  }

  get routes(): readonly WindowRoute[] {
    const { assets } = this.#with;
    return [
      { path: '/', handle: (request) => this.#showOverview(request) },
      { path: '/names/:name', handle: (request) => this.#showName(request) },
      { path: '/targets/:key', handle: (request) => this.#showTarget(request) },
      { path: '/targets/:key/latency', handle: (request) => this.#showLatency(request) },
      { path: '/live', handle: ({ query }) => this.#feed.open(query) },
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
    const { assets } = this.#with;
    const view = this.#view;
    const judgement = judgePage(view);
    const main = showOverview(view, judgement, readChoice(query), this.#pace.paces);
    return replyWithPage(
      { title: titleOf(judgement), main, live: this.#feed.liveUrl, nowMs: view.nowMs },
      assets,
    );
  }

  async #showName({ params }: RoutedRequest): Promise<WindowReply> {
    const { model, explain, assets } = this.#with;
    const asked = params['name'] ?? '';
    const facts = findName(model, asked);
    if (facts === undefined) return this.#showMissing('name', asked);
    const live = this.#feed.liveUrlOf(facts.name);
    const page = showNamePage(this.#view, facts, await explain(facts.name));
    return replyWithPage({ ...page, live, nowMs: this.#nowMs() }, assets);
  }

  async #showTarget({ params, query }: RoutedRequest): Promise<WindowReply> {
    const { model, assets } = this.#with;
    const asked = params['key'] ?? '';
    const facts = model.targets.get(asked);
    if (facts === undefined) return this.#showMissing('target', asked);
    // Before the wait: what changes during it makes the page old, which its stream then says first.
    const live = this.#feed.liveUrlOf(facts.key);
    const page = await showTargetPage(this.#view, facts, readSpan(query.get('span')));
    return replyWithPage({ ...page, live, nowMs: this.#nowMs() }, assets);
  }

  #showMissing(kind: 'name' | 'target', asked: string): WindowReply {
    const shown = { live: this.#feed.liveUrlOf(asked), nowMs: this.#nowMs() };
    return replyWithPage(missingPage(kind, asked, shown), this.#with.assets);
  }

  #showLatency({ params, query }: RoutedRequest): Promise<WindowReply> {
    return showLatencyData(this.#view, params['key'] ?? '', readSpan(query.get('span')) ?? '24h');
  }
}
