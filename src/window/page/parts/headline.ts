// The first line, and then what is not well.

import { countOf } from '../../model/phrases.ts';
import { drawGlyph } from '../markup/glyph.ts';
import { type Html, html } from '../markup/html.ts';
import { showAge } from '../markup/time.ts';
import type { Concern, PageJudgement } from './concerns.ts';
import type { View } from './view.ts';

/** As many as a person reads; the filters find all. */
const concernsMax = 20;

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
  const others = concerns.length - concernsMax;
  return html`<section class="concerns" id="concerns" aria-label="What is not well"${concerns.length === 0 && html` hidden`}>
<ul>${concerns.slice(0, concernsMax).map((concern) => showConcern(concern, nowMs))}</ul>
${others > 0 && html`<p class="others">and ${others} more: <a href="/?show=trouble">show all that are in trouble</a></p>`}
</section>`;
}

function showConcern({ id, tone, word, what, why, url, sinceSeconds }: Concern, nowMs: number): Html {
  return html`<li class="concern t-${tone}" id="${id}">${drawGlyph(tone)}<div class="what"><p><span class="word">${word}</span> ${url === undefined ? html`<b>${what}</b>` : html`<a class="title" href="${url}"><b>${what}</b></a>`}</p><p class="why">${why}</p></div>${sinceSeconds !== undefined && html`<span class="since">for ${showAge(sinceSeconds, nowMs)}</span>`}</li>`;
}
