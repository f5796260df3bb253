// Queries a second, by what became of them. Refuses to know where counters are kept.

import { ratesOf } from '../../model/rates.ts';
import { type Html, html } from '../markup/html.ts';
import { drawSparkline } from '../markup/sparkline.ts';
import type { View } from './view.ts';

/** `paces` are the totals of the last minutes, oldest first. */
export function showQueries({ model }: View, paces: readonly number[]): Html {
  const { queries, byCode, truncated, dropped } = ratesOf(model.ticks);
  const rates = Object.entries({ ...byCode, truncated, dropped })
    .filter(([, rate]) => rate > 0)
    .sort(([, one], [, other]) => other - one);
  return html`<section id="queries" aria-labelledby="queries-title"><h2 id="queries-title">Queries</h2>
<div class="queries"><p class="total"><b>${printRate(queries)}</b> a second</p>${drawSparkline(paces, 'queries a second, the last two minutes', 'spark pace')}
<ul class="codes">${rates.length === 0 ? html`<li class="none">none for the moment</li>` : rates.map(([label, rate]) => html`<li><span class="label">${label}</span> ${printRate(rate)}</li>`)}</ul></div></section>`;
}

function printRate(perSecond: number): string {
  if (perSecond >= 10_000) return `${(perSecond / 1000).toFixed(0)} k`;
  if (perSecond >= 10 || perSecond === 0) return perSecond.toFixed(0);
  return perSecond.toFixed(1);
}
