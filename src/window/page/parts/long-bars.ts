// The bars of a single name or target, large, with what they say in words.

import { describeParts, drawBar, printAvailability } from '../markup/bar.ts';
import { type Html, html } from '../markup/html.ts';
import type { Subject } from './page-history.ts';
import { dayMs, historyDays, type View } from './view.ts';

const spans = [
  { title: 'Last 24 hours', ms: dayMs, parts: 96, from: '24 h ago' },
  { title: 'Last 90 days', ms: historyDays * dayMs, parts: historyDays, from: '90 days ago' },
] as const;

export function showLongBars({ history, nowMs }: View, subject: Subject): Html {
  return html`<section id="availability" aria-labelledby="availability-title"><h2 id="availability-title">Availability</h2>
<div class="long-bars">${spans.map(({ title, ms, parts: count, from }) => {
    const parts = history.availability(subject, { fromMs: nowMs - ms, toMs: nowMs }, count);
    return html`<figure><figcaption><span>${title}</span><b>${printAvailability(parts)}</b></figcaption>${drawBar(parts, title)}<p class="axis" aria-hidden="true"><span>${from}</span><span>${describeParts(parts)}</span><span>now</span></p></figure>`;
  })}</div></section>`;
}
