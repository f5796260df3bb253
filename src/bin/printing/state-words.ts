// The state of a name and of a target in a word or two, as the status page has them. Refuses to know why it is so.

import type { NameState, TargetState } from '../../control/protocol/facts.ts';
import type { Tone } from './output-style.ts';

export interface StateWord {
  readonly text: string;
  readonly tone: Tone;
}

export function nameState({ isChecked, role, addresses, healthy, candidates }: NameState): StateWord {
  switch (role) {
    case 'nothing':
      return isChecked || addresses.length === 0 ? { text: 'down', tone: 'bad' } : fixed;
    case 'policy':
      return { text: 'all down', tone: 'bad' };
    case 'backups':
      return { text: 'on backup', tone: 'warning' };
    case 'candidates':
      if (!isChecked) return fixed;
      return healthy < candidates
        ? { text: `${healthy} of ${candidates} up`, tone: 'warning' }
        : { text: 'up', tone: 'good' };
  }
}

const fixed: StateWord = { text: 'fixed', tone: 'faint' };

export function targetState({ state, held, override, isFailing }: TargetState): StateWord {
  if (override !== undefined) return { text: override, tone: override === 'forced down' ? 'bad' : 'warning' };
  if (held !== undefined) return { text: 'held down', tone: 'bad' };
  switch (state) {
    case 'up':
      return isFailing === true ? { text: 'failing', tone: 'warning' } : { text: 'up', tone: 'good' };
    case 'down':
      return { text: 'down', tone: 'bad' };
    case 'unknown':
      return { text: 'unknown', tone: 'faint' };
  }
}
