// The page of a name or target that there is not.

import type { Page } from './document.ts';
import { html } from './markup/html.ts';
import { plainName } from './markup/links.ts';

/** Comes back by itself, as it may. */
export function missingPage(
  kind: 'name' | 'target',
  asked: string,
  { live, nowMs }: Pick<Page, 'live' | 'nowMs'>,
): Page {
  return {
    code: 404,
    title: `No such ${kind} · healthy-dns`,
    live,
    nowMs,
    main: html`<div class="headline t-unknown" id="headline"><svg class="glyph" aria-hidden="true"><use href="#g-unknown"/></svg><div><h1>There is no such ${kind}</h1><p>${plainName(asked)} is not in the configuration, or no longer. <a href="/">All names and targets</a></p></div></div>`,
  };
}
