// Counts names by how they are answered and targets by state. Refuses to know which are which.

import type { NameCounts, TargetCounts } from '../../control/protocol/overview.ts';
import type { NameFacts, TargetFacts } from './news.ts';

export function countNames(names: Iterable<NameFacts>): NameCounts {
  const counts = { total: 0, checked: 0, candidates: 0, backups: 0, policy: 0, nothing: 0 };
  for (const { isChecked, role } of names) {
    counts.total++;
    if (isChecked) counts.checked++;
    counts[role]++;
  }
  return counts;
}

export function countTargets(targets: Iterable<TargetFacts>): TargetCounts {
  const counts = { total: 0, up: 0, down: 0, unknown: 0, held: 0, overridden: 0 };
  for (const { state, held, override } of targets) {
    counts.total++;
    counts[state]++;
    if (held !== undefined) counts.held++;
    if (override !== undefined) counts.overridden++;
  }
  return counts;
}
