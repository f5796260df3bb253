// The state of a name and of a target in one word, with its sign. Refuses to know why it is so.

import {
  conditionOfName,
  conditionOfTarget,
  type NameCondition,
  type TargetCondition,
} from '../../model/condition.ts';
import type { NameFacts, TargetFacts } from '../../model/news.ts';
import { drawGlyph, type Tone } from '../markup/glyph.ts';
import { type Html, html } from '../markup/html.ts';

export interface State {
  readonly tone: Tone;
  readonly word: string;
  /** What `?show=` finds it by, beside its tone: `trouble` is whatever wants attention. */
  readonly kinds: readonly string[];
}

const nameStates: Readonly<Record<NameCondition, State>> = {
  up: { tone: 'up', word: 'Up', kinds: ['up'] },
  reduced: { tone: 'up', word: 'Up', kinds: ['up', 'reduced'] },
  'on backup': { tone: 'warn', word: 'On backup', kinds: ['backup', 'trouble'] },
  'all down': { tone: 'down', word: 'All down', kinds: ['down', 'policy', 'trouble'] },
  down: { tone: 'down', word: 'Down', kinds: ['down', 'trouble'] },
  fixed: { tone: 'fixed', word: 'Fixed', kinds: ['fixed'] },
};

export function stateOfName(name: NameFacts): State {
  return nameStates[conditionOfName(name)];
}

const targetStates: Readonly<Record<TargetCondition, State>> = {
  up: { tone: 'up', word: 'Up', kinds: ['up'] },
  failing: { tone: 'warn', word: 'Failing', kinds: ['failing', 'up'] },
  down: { tone: 'down', word: 'Down', kinds: ['down', 'trouble'] },
  unknown: { tone: 'unknown', word: 'Unknown', kinds: ['unknown'] },
  held: { tone: 'held', word: 'Held', kinds: ['held', 'trouble'] },
  drained: { tone: 'drained', word: 'Drained', kinds: ['drained', 'override'] },
  'forced up': { tone: 'up', word: 'Forced up', kinds: ['forced', 'override', 'up'] },
  'forced down': { tone: 'down', word: 'Forced down', kinds: ['forced', 'override', 'down'] },
};

export function stateOfTarget(target: TargetFacts): State {
  const condition = conditionOfTarget(target);
  const state = targetStates[condition];
  // What its probes say is looked for, too, where something else is shown.
  return condition === 'held' || condition === 'drained'
    ? { ...state, kinds: [...state.kinds, target.state] }
    : state;
}

/** `age`: for how long, if that is known. */
export function showState({ tone, word }: Pick<State, 'tone' | 'word'>, age?: Html): Html {
  return html`<div class="state t-${tone}">${drawGlyph(tone)}<span class="word">${word}</span>${age !== undefined && html`<span class="age">${age}</span>`}</div>`;
}
