// What became of a name or target, change by change, the newest first.

import { printSpan } from '../client/span.ts';
import { drawGlyph, type Tone } from '../markup/glyph.ts';
import { type Html, html } from '../markup/html.ts';
import { showAge, showMoment } from '../markup/time.ts';
import type { PastChange, Subject } from './page-history.ts';
import type { View } from './view.ts';

const changesMax = 50;

const states: Readonly<Record<string, readonly [tone: Tone, words: string]>> = {
  up: ['up', 'Up'],
  down: ['down', 'Down'],
  unknown: ['unknown', 'Unknown'],
  'held down': ['held', 'Held down, because it changed too often'],
  drained: ['drained', 'Drained by hand'],
  'forced up': ['up', 'Forced up by hand'],
  'forced down': ['down', 'Forced down by hand'],
  candidates: ['up', 'Answered with its backends'],
  backups: ['warn', 'Answered with its backups'],
  policy: ['down', 'All down, answered as the policy says'],
  nothing: ['down', 'No address to answer with'],
};

export function showTimeline({ history, nowMs }: View, subject: Subject): Html {
  const changes = history.changes(subject, changesMax);
  return html`<section id="timeline" aria-labelledby="timeline-title"><h2 id="timeline-title">Changes</h2>
${changes.length === 0 ? html`<p class="empty">No change is known of.</p>` : html`<ol class="timeline">${changes.map((change, index) => showChange(change, showLasted(change, changes[index - 1], nowMs)))}</ol>`}</section>`;
}

function showLasted({ atSeconds }: PastChange, next: PastChange | undefined, nowMs: number): Html {
  return next === undefined ? showAge(atSeconds, nowMs) : html`${printSpan(next.atSeconds - atSeconds)}`;
}

function showChange({ atSeconds, state, reason, leftOut }: PastChange, lasted: Html): Html {
  const [tone, words] = states[state] ?? ['unknown', state];
  return html`<li class="t-${tone}">${drawGlyph(tone)}<div class="what"><b>${words}</b>${reason !== '' && html` <span class="why">${reason}</span>`}${leftOut > 0 && html` <span class="why">after ${leftOut} more changes</span>`}</div><span class="when">${showMoment(atSeconds)}</span><span class="lasted">${lasted}</span></li>`;
}
