// What has become of a name or a target, in one of a few words: page, terminal and the page for everybody say the same of it, each
// in a language of its own. Refuses to know these.

import type { NameState, TargetState } from '../../control/protocol/facts.ts';

export type NameCondition =
  | 'up'
  /** Answered with its own addresses, and some of these are missing. */
  | 'reduced'
  | 'on backup'
  /** Answered as its policy says. */
  | 'all down'
  | 'down'
  /** Nobody checks it. */
  | 'fixed';

export type TargetCondition =
  | 'up'
  /** It counts as up, and its last probe failed. */
  | 'failing'
  | 'down'
  | 'unknown'
  | 'held'
  | 'drained'
  | 'forced up'
  | 'forced down';

export function conditionOfName({
  isChecked,
  role,
  addresses,
  healthy,
  candidates,
}: Pick<NameState, 'isChecked' | 'role' | 'addresses' | 'healthy' | 'candidates'>): NameCondition {
  switch (role) {
    case 'nothing':
      return isChecked || addresses.length === 0 ? 'down' : 'fixed';
    case 'policy':
      return 'all down';
    case 'backups':
      return 'on backup';
    case 'candidates':
      if (!isChecked) return 'fixed';
      return healthy < candidates ? 'reduced' : 'up';
  }
}

export function conditionOfTarget({
  state,
  held,
  override,
  isFailing,
}: Pick<TargetState, 'state' | 'held' | 'override' | 'isFailing'>): TargetCondition {
  if (override === 'drained' || override === 'forced up' || override === 'forced down') return override;
  if (held !== undefined) return 'held';
  return state === 'up' && isFailing === true ? 'failing' : state;
}
