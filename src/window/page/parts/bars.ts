// The bars of a name or target: the last day, and the ninety days that are kept.

import { drawBar, printAvailability } from '../markup/bar.ts';
import { type Html, html } from '../markup/html.ts';
import type { Subject } from './page-history.ts';
import { dayMs, dayParts, historyDays, type View } from './view.ts';

export function showDay({ history, nowMs }: View, subject: Subject): Html {
  const parts = history.availability(subject, { fromMs: nowMs - dayMs, toMs: nowMs }, dayParts);
  return html`<div class="day"><span class="caption" aria-hidden="true">24 h</span>${drawBar(parts, 'last 24 hours')}</div>`;
}

export function showQuarter({ history, nowMs }: View, subject: Subject): Html {
  const span = { fromMs: nowMs - historyDays * dayMs, toMs: nowMs };
  const parts = history.availability(subject, span, historyDays);
  return html`<div class="quarter"><span class="caption" aria-hidden="true">90 d</span>${drawBar(parts, `last ${historyDays} days`)}<span class="share">${printAvailability(parts)}</span></div>`;
}
