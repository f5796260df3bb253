// The first line, and then what is not well.

import { countOf } from '../../model/phrases.ts';
import { drawGlyph } from '../markup/glyph.ts';
import { type Html, html } from '../markup/html.ts';
import { showAge } from '../markup/time.ts';
import type { Concern, PageJudgement } from './concerns.ts';
import type { View } from './view.ts';

export function titleOf({ short }: PageJudgement): string {
  return short === undefined ? 'All is well · healthy-dns' : `${short} · healthy-dns`;
}

export function showHeadline(view: View, judgement: PageJudgement): Html {
  const { tone, headline, more, sinceSeconds } = judgement;
  return html`<div class="headline t-${tone}" id="headline" data-title="${titleOf(judgement)}" data-tone="${tone}">
${drawGlyph(tone)}
<div><h1>${headline}</h1><p>${more === '' ? printSize(view) : more}${sinceSeconds !== undefined && html`, for ${showAge(sinceSeconds, view.nowMs)}`}</p></div>
</div>`;
}

function printSize({ model }: View): string {
  return `${countOf(model.names.size, 'name')} and ${countOf(model.targets.size, 'target')} watched.`;
}

/** Stays where it is, empty, for what comes. */
export function showConcerns({ nowMs }: View, { concerns }: PageJudgement): Html {
  return html`<section class="concerns" id="concerns" aria-label="What is not well"${concerns.length === 0 && html` hidden`}>
<ul>${concerns.map((concern) => showConcern(concern, nowMs))}</ul>
</section>`;
}

function showConcern({ id, tone, word, what, why, url, sinceSeconds }: Concern, nowMs: number): Html {
  return html`<li class="concern t-${tone}" id="${id}">${drawGlyph(tone)}<div class="what"><p><span class="word">${word}</span> ${url === undefined ? html`<b>${what}</b>` : html`<a class="title" href="${url}"><b>${what}</b></a>`}</p>${why !== '' && html`<p class="why">${why}</p>`}</div>${sinceSeconds !== undefined && html`<span class="since">for ${showAge(sinceSeconds, nowMs)}</span>`}</li>`;
}
