// How far a name or a target is from being well: lists show those that are not first. Refuses to know who lists them.

import type { NameFacts, NameRole, TargetFacts } from './news.ts';

const roleRanks: Readonly<Record<NameRole, number>> = { nothing: 0, policy: 1, backups: 2, candidates: 3 };
const allHealthy = 4;
const unchecked = 5;

/** The lower, the worse. */
export function rankName({ isChecked, role, healthy, candidates }: NameFacts): number {
  if (role !== 'candidates' || healthy < candidates) return roleRanks[role];
  return isChecked ? allHealthy : unchecked;
}

/** All that it may be answered with is healthy, or nobody checks it. */
export function isNameWell(name: NameFacts): boolean {
  return rankName(name) >= allHealthy;
}

/** The lower, the worse. */
export function rankTarget({ state, held, override, isFailing }: TargetFacts): number {
  if (state === 'down' && override === undefined) return 0;
  if (held !== undefined) return 1;
  if (isFailing === true) return 2;
  if (state === 'unknown') return 3;
  return override === undefined ? 5 : 4;
}

export function isTargetWell(target: TargetFacts): boolean {
  return rankTarget(target) === 5;
}
