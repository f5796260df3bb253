// Names as everybody may see them: whether they work, and how that was. Says nothing of addresses, backends, reasons and hands.

import { conditionOfName, type NameCondition } from '../../model/condition.ts';
import type { NameFacts } from '../../model/news.ts';
import type { WindowModel } from '../../model/window-model.ts';
import type { Choice, Described } from '../client/choice.ts';
import { drawGlyph } from '../markup/glyph.ts';
import { type Html, html } from '../markup/html.ts';
import { nameRowId, plainName, showName } from '../markup/links.ts';
import { showDay, showQuarter } from './bars.ts';
import { showList } from './list.ts';
import { type State, showState } from './state.ts';
import type { View } from './view.ts';

const up: State = { tone: 'up', word: 'Up', kinds: ['up'] };
const down: State = { tone: 'down', word: 'Down', kinds: ['down', 'trouble'] };

/** That some of its addresses are missing is nobody's business. */
const states: Readonly<Record<NameCondition, State>> = {
  up,
  reduced: up,
  fixed: up,
  'on backup': { tone: 'warn', word: 'Limited', kinds: ['limited', 'trouble'] },
  'all down': down,
  down,
};

function publicState(name: NameFacts): State {
  return states[conditionOfName(name)];
}

/** Whether one that nobody checks works, nobody knows. */
function publicNames({ names }: WindowModel): readonly NameFacts[] {
  return [...names.values()].filter(({ isChecked }) => isChecked);
}

function describe(facts: NameFacts): Described {
  return { text: facts.name.toLowerCase(), kinds: publicState(facts).kinds.join(' ') };
}

export function showPublicRow(view: View, facts: NameFacts, isHidden = false): Html {
  const { name, zone } = facts;
  const { text, kinds } = describe(facts);
  const state = publicState(facts);
  const subject = { kind: 'name', name } as const;
  return html`<li class="row public-name t-${state.tone}" id="${nameRowId(name)}" data-text="${text}" data-kinds="${kinds}"${isHidden && html` hidden`}>
<div class="what"><span class="title">${showName(name, zone)}</span></div>
${showState(state)}
${showDay(view, subject)}${showQuarter(view, subject)}
</li>`;
}

export function showPublicNames(view: View, choice: Choice): Html {
  return showList<NameFacts>(
    {
      id: 'names',
      title: 'Names',
      columns: ['Now', 'Last 24 hours', '90 days'],
      facts: publicNames(view.model),
      describe,
      show: (facts, isHidden) => showPublicRow(view, facts, isHidden),
      empty: 'No name has a health check.',
    },
    choice,
  );
}

export function publicTitle(model: WindowModel): string {
  return `${judgePublicly(model).headline} · status`;
}

export function showPublicHeadline({ model }: View): Html {
  const { tone, headline } = judgePublicly(model);
  return html`<div class="headline t-${tone}" id="headline" data-title="${publicTitle(model)}" data-tone="${tone}">${drawGlyph(tone)}<div><h1>${headline}</h1></div></div>`;
}

function judgePublicly(model: WindowModel): { readonly tone: State['tone']; readonly headline: string } {
  const names = publicNames(model);
  const down = names.filter((name) => publicState(name).tone === 'down');
  const limited = names.filter((name) => publicState(name).tone === 'warn');
  if (down.length > 0) return { tone: 'down', headline: say(down, 'down') };
  if (limited.length > 0) return { tone: 'warn', headline: say(limited, 'limited') };
  if (!model.hasShape) return { tone: 'unknown', headline: 'Nothing is known yet' };
  return names.length === 0
    ? { tone: 'unknown', headline: 'Nothing is checked here' }
    : { tone: 'up', headline: 'All is well' };
}

function say(names: readonly NameFacts[], what: string): string {
  const [first] = names;
  return names.length === 1 && first !== undefined
    ? `${plainName(first.name)} is ${what}`
    : `${names.length} names are ${what}`;
}
