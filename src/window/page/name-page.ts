// The page of one name: what is answered and why, address by address, and what became of it.

import type { ExplainedAddress, Explanation } from '../../control/protocol/explanation.ts';
import type { NameFacts } from '../model/news.ts';
import type { WindowModel } from '../model/window-model.ts';
import type { Page } from './document.ts';
import { drawGlyph, type Tone } from './markup/glyph.ts';
import { type Html, html } from './markup/html.ts';
import { plainName, showName } from './markup/links.ts';
import { showAge } from './markup/time.ts';
import { showLongBars } from './parts/long-bars.ts';
import { showState, stateOfName } from './parts/state.ts';
import { showTargetRow } from './parts/target-row.ts';
import { showTimeline } from './parts/timeline.ts';
import type { View } from './parts/view.ts';
import { whyOf } from './parts/why.ts';

const addressesMax = 100;
const recordsMax = 50;
const targetsMax = 50;

/** By its full name, with or without the final dot, in any case. */
export function findName({ names }: WindowModel, asked: string): NameFacts | undefined {
  const full = asked.endsWith('.') ? asked : `${asked}.`;
  return names.get(full) ?? names.get(full.toLowerCase());
}

export function showNamePage(
  view: View,
  facts: NameFacts,
  explanation: Explanation | undefined,
): Omit<Page, 'live' | 'nowMs'> {
  const { name, zone } = facts;
  const state = stateOfName(facts);
  const subject = { kind: 'name', name } as const;
  const main = html`<nav class="crumbs" aria-label="You are here"><a href="/">All names</a></nav>
<div class="headline t-${state.tone}" id="headline" data-title="${plainName(name)}: ${state.word} · healthy-dns" data-tone="${state.tone}">${drawGlyph(state.tone)}<div><h1>${showName(name, zone)}</h1><p><b class="word">${state.word}</b>${facts.isChecked && html` for ${showAge(facts.sinceSeconds, view.nowMs)}`}. ${whyOf(facts, view)}</p></div></div>
${showAnswers(facts, explanation)}
${facts.isChecked && showLongBars(view, subject)}
${explanation !== undefined && showAddresses(explanation)}
${showTargets(view, facts)}
${facts.isChecked && showTimeline(view, subject)}`;
  return { title: `${plainName(name)}: ${state.word} · healthy-dns`, main };
}

function showAnswers({ addresses }: NameFacts, explanation: Explanation | undefined): Html {
  const records = (explanation?.answers ?? []).flatMap(({ answer }) => answer);
  const shown = records.slice(0, recordsMax);
  const others = records.length - shown.length;
  return html`<section id="answers" aria-labelledby="answers-title"><h2 id="answers-title">Answered now</h2>${
    records.length > 0
      ? html`<pre class="records" tabindex="0">${shown.join('\n')}</pre>${others > 0 && html`<p class="others">and ${others} more</p>`}`
      : html`<p class="answer large">${addresses.length === 0 ? html`<span class="none">no address</span>` : addresses.slice(0, addressesMax).map((address) => html`<code>${address}</code> `)}</p>`
  }</section>`;
}

const becauses: Readonly<Record<ExplainedAddress['because'], readonly [tone: Tone, words: string]>> = {
  static: ['fixed', 'not checked'],
  up: ['up', 'up'],
  down: ['down', 'down'],
  unknown: ['unknown', 'not probed yet'],
  drained: ['drained', 'drained by hand'],
  forced: ['warn', 'forced by hand'],
  standby: ['held', 'stands by'],
  held: ['held', 'up, but it changes too often'],
  policy: ['warn', 'the policy of the name overrules its check'],
};

function showAddresses({ addresses }: Explanation): Html {
  if (addresses.length === 0) return html``;
  const others = addresses.length - addressesMax;
  return html`<section id="addresses" aria-labelledby="addresses-title"><h2 id="addresses-title">Addresses</h2>
<ul class="rows">${addresses.slice(0, addressesMax).map(showAddress)}</ul>${others > 0 && html`<p class="others">and ${others} more: healthy-dns explain shows them</p>`}</section>`;
}

function showAddress({ address, host, tier, isPublished, because, probe }: ExplainedAddress): Html {
  const [tone, words] = becauses[because];
  return html`<li class="row address t-${tone}">${showState({ tone, word: isPublished ? 'Answered' : 'Left out' })}
<div class="what"><span class="title"><b>${address}</b>${host !== undefined && html` <span class="zone">${plainName(host)}</span>`}</span><p class="why">${words}${probe?.reason !== undefined && `: ${probe.reason}`}</p></div>
<div class="fact">${tier}</div></li>`;
}

function showTargets(view: View, { targets }: NameFacts): Html {
  const known = targets.map((key) => view.model.targets.get(key)).filter((target) => target !== undefined);
  if (known.length === 0) return html``;
  const others = known.length - targetsMax;
  return html`<section id="targets" aria-labelledby="targets-title"><div class="head targets"><h2 id="targets-title">Targets <span class="count">${known.length}</span></h2><span class="column" aria-hidden="true">Used by</span><span class="column" aria-hidden="true">Latency, 24 hours</span><span class="column" aria-hidden="true">Last 24 hours</span></div>
<ul class="rows">${known.slice(0, targetsMax).map((target) => showTargetRow(view, target))}</ul>${others > 0 && html`<p class="others">and ${others} more</p>`}</section>`;
}
