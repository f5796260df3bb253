// The status page for everybody: names, and whether they work. Refuses to know anything else, so that nothing else can get out.

import { type Clock, systemClock } from '../../base/clock.ts';
import type { RoutedRequest, WindowReply, WindowRoute } from '../http/router.ts';
import type { WindowModel } from '../model/window-model.ts';
import type { Assets } from './assets.ts';
import { replyWithPage } from './document.ts';
import { type Html, html } from './markup/html.ts';
import { nameRowId } from './markup/links.ts';
import { ModelFeed } from './model-feed.ts';
import type { PageHistory } from './parts/page-history.ts';
import { publicTitle, showPublicHeadline, showPublicNames, showPublicRow } from './parts/public-names.ts';
import { everybodysFilters, showTools } from './parts/tools.ts';
import type { View } from './parts/view.ts';
import { readChoice } from './read-choice.ts';

export interface PublicPageParts {
  readonly model: WindowModel;
  readonly history: PageHistory;
  readonly assets: Assets;
  readonly clock?: Clock;
  readonly nowMs?: () => number;
}

export class PublicPage {
  readonly #with: PublicPageParts;
  readonly #feed: ModelFeed;
  readonly #nowMs: () => number;

  constructor(parts: PublicPageParts) {
    const { model, clock = systemClock, nowMs = Date.now } = parts;
    this.#with = parts;
    this.#nowMs = nowMs;
    this.#feed = new ModelFeed({
      ...{ model, clock, nowMs },
      drawSections: () => [['headline', showPublicHeadline(this.#view)]],
      drawRows: (names) => this.#drawRows(names),
    });
  }

  get routes(): readonly WindowRoute[] {
    const { assets } = this.#with;
    return [
      { path: '/', isOpen: true, handle: (request) => this.#show(request) },
      { path: '/live', isOpen: true, handle: ({ query }) => this.#openLive(query) },
      {
        path: '/assets/:digest/:name',
        isOpen: true,
        handle: ({ params }) => assets.answer(params['digest'] ?? '', params['name'] ?? ''),
      },
    ];
  }

  get #view(): View {
    const { model, history } = this.#with;
    return { model, history, nowMs: this.#nowMs() };
  }

  #show({ query }: RoutedRequest): WindowReply {
    const { model, assets } = this.#with;
    const choice = readChoice(query);
    const view = this.#view;
    const main = html`${showPublicHeadline(view)}
${showTools(choice, everybodysFilters)}
${showPublicNames(view, choice)}`;
    return replyWithPage(
      { title: publicTitle(model), main, live: this.#feed.liveUrl, nowMs: view.nowMs, isPublic: true },
      assets,
    );
  }

  /** Of the whole page: a stream about a target would tell that there is one, and when it changes. */
  #openLive(query: URLSearchParams): WindowReply {
    const version = query.get('version');
    return this.#feed.open(new URLSearchParams(version === null ? {} : { version }));
  }

  *#drawRows(names: Iterable<string>): Iterable<readonly [id: string, part: Html]> {
    const view = this.#view;
    for (const name of names) {
      const facts = view.model.names.get(name);
      if (facts?.isChecked === true) yield [nameRowId(name), showPublicRow(view, facts)];
    }
  }
}
