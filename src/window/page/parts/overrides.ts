// What operators drained and forced by hand, and how long yet.

import type { OverrideStatus } from '../../../control/protocol/overrides.ts';
import { type Html, html } from '../markup/html.ts';
import { plainName } from '../markup/links.ts';
import { showAge, showCountdown } from '../markup/time.ts';
import { showState } from './state.ts';
import type { View } from './view.ts';

const shownMax = 100;
const namesMax = 3;
const actions = { drain: 'Drained', up: 'Forced up', down: 'Forced down' } as const;
const tones = { drain: 'drained', up: 'up', down: 'down' } as const;

export function showOverrides({ model, nowMs }: View): Html {
  const overrides = model.summary?.overrides ?? [];
  const others = overrides.length - shownMax;
  return html`<section id="overrides" aria-labelledby="overrides-title"${overrides.length === 0 && html` hidden`}>
<h2 id="overrides-title">By hand</h2>
<ul class="rows">${overrides.slice(0, shownMax).map((override) => showOverride(override, nowMs))}</ul>
${others > 0 && html`<p class="others">and ${others} more: healthy-dns status shows them</p>`}
</section>`;
}

function showOverride(override: OverrideStatus, nowMs: number): Html {
  const { action, subject, names, by, sinceSeconds, untilSeconds } = override;
  const who = by.name ?? (by.uid === undefined ? undefined : `uid ${by.uid}`);
  return html`<li class="row override t-${tones[action]}">${showState({ tone: tones[action], word: actions[action] }, showAge(sinceSeconds, nowMs))}
<div class="what"><span class="title"><b>${subject}</b></span><p class="why">${names.length === 0 ? 'No name has it now.' : `Of ${listNames(names)}.`} ${who !== undefined && `By ${who}.`}</p></div>
<div class="ends">${untilSeconds === undefined ? 'until ended by hand' : html`ends in <span class="since">${showCountdown(untilSeconds, nowMs)}</span>`}<p class="why">${action === 'drain' && describeClearance(override, nowMs)}</p></div></li>`;
}

function listNames(names: readonly string[]): string {
  const others = names.length - namesMax;
  return `${names.slice(0, namesMax).map(plainName).join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

/** Whether caches may still hold it. */
function describeClearance({ clearInMs, waitsFor = [] }: OverrideStatus, nowMs: number): Html {
  const [first] = waitsFor;
  if (first !== undefined)
    return html`waits for ${first.secondary}${waitsFor.length > 1 && ` and ${waitsFor.length - 1} more`}`;
  if (clearInMs === undefined) return html`not known yet when caches forget it`;
  if (clearInMs <= 0) return html`no cache holds it any more`;
  return html`caches forget it in ${showCountdown(Math.ceil((nowMs + clearInMs) / 1000), nowMs)}`;
}
