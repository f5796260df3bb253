// The first line, and then what is not well.

import { drawGlyph } from '../markup/glyph.ts';
import { type Html, html } from '../markup/html.ts';
import { showAge } from '../markup/time.ts';
import { type Concern, concernsMax, type Judgement, judgePage } from './concerns.ts';
import type { View } from './view.ts';

export function titleOf({ short }: Judgement): string {
  return short === undefined ? 'All is well · healthy-dns' : `${short} · healthy-dns`;
}

export function showHeadline({ model }: View): Html {
  const judgement = judgePage(model);
  const names = model.names.size;
  const targets = model.targets.size;
  return html`<div class="headline t-${judgement.tone}" id="headline" data-title="${titleOf(judgement)}" data-tone="${judgement.tone}">
${drawGlyph(judgement.tone)}
<div><h1>${judgement.headline}</h1><p>${count(names, 'name')} and ${count(targets, 'target')} watched${judgement.concerns.length === 0 && names > 0 && ', each as it should be'}.</p></div>
</div>`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Stays where it is, empty, for what comes. */
export function showConcerns({ model, nowMs }: View): Html {
  const { concerns } = judgePage(model);
  const others = concerns.length - concernsMax;
  return html`<section class="concerns" id="concerns" aria-label="What is not well"${concerns.length === 0 && html` hidden`}>
<ul>${concerns.slice(0, concernsMax).map((concern) => showConcern(concern, nowMs))}</ul>
${others > 0 && html`<p class="others">and ${others} more: <a href="/?show=trouble">show all that are in trouble</a></p>`}
</section>`;
}

function showConcern({ id, tone, word, what, why, url, sinceSeconds }: Concern, nowMs: number): Html {
  return html`<li class="concern t-${tone}" id="${id}">${drawGlyph(tone)}<div class="what"><p><span class="word">${word}</span> ${url === undefined ? html`<b>${what}</b>` : html`<a class="title" href="${url}"><b>${what}</b></a>`}</p><p class="why">${why}</p></div>${sinceSeconds !== undefined && html`<span class="since">for ${showAge(sinceSeconds, nowMs)}</span>`}</li>`;
}
