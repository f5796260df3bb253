// The state of a name and of a target in a word or two, as the status page has them. Refuses to know why it is so.

import type { NameState, TargetState } from '../../control/protocol/facts.ts';
import {
  conditionOfName,
  conditionOfTarget,
  type NameCondition,
  type TargetCondition,
} from '../../window/model/condition.ts';
import type { Tone } from './output-style.ts';

export interface StateWord {
  readonly text: string;
  readonly tone: Tone;
}

export function nameState(name: NameState): StateWord {
  const condition = conditionOfName(name);
  return condition === 'reduced'
    ? { text: `${name.healthy} of ${name.candidates} up`, tone: 'warning' }
    : { text: condition, tone: nameTones[condition] };
}

const nameTones: Readonly<Record<Exclude<NameCondition, 'reduced'>, Tone>> = {
  up: 'good',
  'on backup': 'warning',
  'all down': 'bad',
  down: 'bad',
  fixed: 'faint',
};

export function targetState(target: TargetState): StateWord {
  const condition = conditionOfTarget(target);
  return { text: condition === 'held' ? 'held down' : condition, tone: targetTones[condition] };
}

const targetTones: Readonly<Record<TargetCondition, Tone>> = {
  up: 'good',
  failing: 'warning',
  down: 'bad',
  unknown: 'faint',
  held: 'bad',
  drained: 'warning',
  'forced up': 'warning',
  'forced down': 'bad',
};
