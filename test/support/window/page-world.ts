// A status page over a model, asked without HTTP, with a clock that a test moves.

import type { Explanation } from '../../../src/control/protocol/explanation.ts';
import { Router } from '../../../src/window/http/router.ts';
import type { WindowModel } from '../../../src/window/model/window-model.ts';
import { Assets } from '../../../src/window/page/assets.ts';
import { noHistory, type PageHistory } from '../../../src/window/page/parts/page-history.ts';
import { PublicPage } from '../../../src/window/page/public-page.ts';
import { StatusPage } from '../../../src/window/page/status-page.ts';
import { FakeClock } from '../fake-clock.ts';
import { exampleAtMs, makeExampleModel } from './example-model.ts';

export interface Shown {
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface PageWorldPlan {
  readonly model?: WindowModel;
  readonly history?: PageHistory;
  readonly explanation?: Explanation;
  readonly isPublic?: boolean;
}

const assets = new Assets((error) => {
  throw error;
});

export class PageWorld {
  readonly model: WindowModel;
  readonly clock = new FakeClock();
  readonly #router: Router;

  constructor({
    model = makeExampleModel(),
    history = noHistory,
    explanation,
    isPublic,
  }: PageWorldPlan = {}) {
    this.model = model;
    const shown = { model, history, assets, clock: this.clock, nowMs: () => exampleAtMs };
    const page = isPublic
      ? new PublicPage(shown)
      : new StatusPage({ ...shown, explain: () => Promise.resolve(explanation) });
    this.#router = new Router(page.routes, (error) => {
      throw error;
    });
  }

  async get(target: string): Promise<Shown> {
    const reply = await this.#router.answer({ target, headers: {} });
    return {
      code: reply.code,
      headers: reply.headers,
      text: 'body' in reply ? Buffer.from(reply.body).toString() : '',
    };
  }

  /** The events of a stream, one after the other; what was gathered is told before each. */
  async open(target: string): Promise<{ next(): Promise<string>; close(): Promise<void> }> {
    const reply = await this.#router.answer({ target, headers: {} });
    const gone = new AbortController();
    if (!('stream' in reply)) throw new Error(`${target} is no stream`);
    const events = reply.stream(gone.signal)[Symbol.asyncIterator]();
    return {
      next: async () => {
        const asked = events.next();
        this.clock.advance(1000);
        return String((await asked).value ?? '');
      },
      close: async () => {
        gone.abort();
        await events.return?.();
      },
    };
  }
}

/** The element with this id, up to where the next one with an id begins. */
export function partOf(text: string, id: string): string {
  const from = text.indexOf(`id="${id}"`);
  if (from === -1) return '';
  const to = text.indexOf(' id="', from + 1);
  return text.slice(from, to === -1 ? undefined : to);
}
