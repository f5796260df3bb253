// A name among all names: its state, what is answered and why, and what became of it.

import type { NameFacts } from '../../model/news.ts';
import type { Described } from '../client/choice.ts';
import { type Html, html } from '../markup/html.ts';
import { nameRowId, nameUrl, showName } from '../markup/links.ts';
import { showAge } from '../markup/time.ts';
import { showDay, showQuarter } from './bars.ts';
import { showState, stateOfName } from './state.ts';
import type { View } from './view.ts';
import { whyOf } from './why.ts';

/** The page of the name has all of them. */
const addressesMax = 3;

export function describeNameRow({ name, addresses, zone, ...facts }: NameFacts): Described {
  return {
    text: `${name} ${zone} ${addresses.join(' ')}`.toLowerCase(),
    kinds: stateOfName({ name, addresses, zone, ...facts }).kinds.join(' '),
  };
}

export function showNameRow(view: View, facts: NameFacts, isHidden = false): Html {
  const { name, zone, addresses, sinceSeconds, isChecked } = facts;
  const { text, kinds } = describeNameRow(facts);
  const state = stateOfName(facts);
  const subject = { kind: 'name', name } as const;
  return html`<li class="row name t-${state.tone}" id="${nameRowId(name)}" data-text="${text}" data-kinds="${kinds}"${isHidden && html` hidden`}>
${showState(state, isChecked ? showAge(sinceSeconds, view.nowMs) : undefined)}
<div class="what"><a class="title" href="${nameUrl(name)}">${showName(name, zone)}</a><p class="why">${whyOf(facts, view)}</p></div>
<div class="answer">${showAddresses(addresses)}</div>
${isChecked ? [showDay(view, subject), showQuarter(view, subject)] : html`<div class="day"></div><div class="quarter"></div>`}
</li>`;
}

function showAddresses(addresses: readonly string[]): Html {
  if (addresses.length === 0) return html`<span class="none">no address</span>`;
  const others = addresses.length - addressesMax;
  return html`${addresses.slice(0, addressesMax).map((address) => html`<code>${address}</code> `)}${others > 0 && html`<span class="more">and ${others} more</span>`}`;
}
