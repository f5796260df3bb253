// Which of two zones answers for a name that is in both, because one begins below the other: the inner one, but for what
// the outer one knows about it (RFC 4035 §3.1.4.1).

import { type Name, parentOf } from '../wire/name.ts';
import type { Zone } from '../zone/zone.ts';

/** `inner` zones begin at or above the name: it is not this zone's to answer, or only as the parent of the one that begins there. */
export type Side = 'own' | 'parent' | 'inner';

export function createSideOf(zones: readonly Zone[]): (zone: Zone, name: Name) => Side {
  const apexes = new Set(zones.map(({ apex }) => apex));
  const outer = new Set<Name>();
  for (const apex of apexes) {
    for (let above = parentOf(apex); above !== undefined; above = parentOf(above))
      if (apexes.has(above)) outer.add(above);
  }
  return ({ apex }, name) => (outer.has(apex) ? sideOf(apexes, apex, name) : 'own');
}

function sideOf(apexes: ReadonlySet<Name>, apex: Name, name: Name): Side {
  if (name === apex) return 'own';
  const side = apexes.has(name) ? 'parent' : 'own';
  for (let above = parentOf(name); above !== undefined && above !== apex; above = parentOf(above))
    if (apexes.has(above)) return 'inner';
  return side;
}
