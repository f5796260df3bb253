// The state of a name and of a target in one word, with its sign. Refuses to know why it is so.

import type { NameFacts, TargetFacts } from '../../model/news.ts';
import { drawGlyph, type Tone } from '../markup/glyph.ts';
import { type Html, html } from '../markup/html.ts';

export interface State {
  readonly tone: Tone;
  readonly word: string;
  /** What `?show=` finds it by, beside its tone: `trouble` is whatever wants attention. */
  readonly kinds: readonly string[];
}

export function stateOfName({ isChecked, role, addresses, healthy, candidates }: NameFacts): State {
  switch (role) {
    case 'nothing':
      return isChecked || addresses.length === 0
        ? { tone: 'down', word: 'Down', kinds: ['down', 'trouble'] }
        : fixed;
    case 'policy':
      return { tone: 'down', word: 'All down', kinds: ['down', 'policy', 'trouble'] };
    case 'backups':
      return { tone: 'warn', word: 'On backup', kinds: ['backup', 'trouble'] };
    case 'candidates':
      if (!isChecked) return fixed;
      return healthy < candidates
        ? { tone: 'up', word: 'Up', kinds: ['up', 'reduced'] }
        : { tone: 'up', word: 'Up', kinds: ['up'] };
  }
}

const fixed: State = { tone: 'fixed', word: 'Fixed', kinds: ['fixed'] };

export function stateOfTarget({ state, held, override, isFailing }: TargetFacts): State {
  switch (override) {
    case 'drained':
      return { tone: 'drained', word: 'Drained', kinds: ['drained', 'override', state] };
    case 'forced up':
    case 'forced down':
      return {
        tone: override === 'forced up' ? 'up' : 'down',
        word: override === 'forced up' ? 'Forced up' : 'Forced down',
        kinds: ['forced', 'override', override === 'forced up' ? 'up' : 'down'],
      };
  }
  if (held !== undefined) return { tone: 'held', word: 'Held', kinds: ['held', 'trouble', state] };
  switch (state) {
    case 'up':
      return isFailing === true
        ? { tone: 'warn', word: 'Failing', kinds: ['failing', 'up'] }
        : { tone: 'up', word: 'Up', kinds: ['up'] };
    case 'down':
      return { tone: 'down', word: 'Down', kinds: ['down', 'trouble'] };
    case 'unknown':
      return { tone: 'unknown', word: 'Unknown', kinds: ['unknown'] };
  }
}

/** `age`: for how long, if that is known. */
export function showState({ tone, word }: Pick<State, 'tone' | 'word'>, age?: Html): Html {
  return html`<div class="state t-${tone}">${drawGlyph(tone)}<span class="word">${word}</span>${age !== undefined && html`<span class="age">${age}</span>`}</div>`;
}
