// How far a name or target is from being well; lists show the worst first. Refuses to know who lists them.

import type { NameFacts, NameRole, TargetFacts } from './news.ts';

const roleRanks: Readonly<Record<NameRole, number>> = { nothing: 0, policy: 1, backups: 2, candidates: 3 };
const allHealthy = 4;
const unchecked = 5;

/** Lower is worse. */
export function rankName({ isChecked, role, healthy, candidates }: NameFacts): number {
  if (role !== 'candidates' || healthy < candidates) return roleRanks[role];
  return isChecked ? allHealthy : unchecked;
}

/** All of its candidates are healthy, or it has no health checks. */
export function isNameWell(name: NameFacts): boolean {
  return rankName(name) >= allHealthy;
}

/** Lower is worse. */
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
