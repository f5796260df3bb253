// How many names a configuration makes: those that are written and those above them, in every zone. A few lines can make
// very many: each of a hundred labels of a name is a name, and each alias zone has all of them again.

import { labelsOf, type RelativeName } from '../wire/name.ts';
import type { Findings } from './finding.ts';
import type { Names } from './service-parts.ts';

/** They take 1.3 GB and half a minute before the first is answered. What has more is a hosting provider's. */
export const namesMax = 1_000_000;

export function checkNameCount(names: Names, zoneCount: number, findings: Findings): void {
  const perZoneMax = Math.floor(namesMax / Math.max(1, zoneCount));
  const owners = [names.resolutions, names.services, names.texts].flatMap((list) =>
    list.map(({ owner }) => owner),
  );
  // Counting labels needs no memory, and mostly is enough to know.
  const labels = owners.reduce((sum, owner) => sum + labelsOf(owner).length, 0);
  if (labels < perZoneMax) return;
  const count = countWithParents(owners, perZoneMax);
  if (count <= perZoneMax) return;
  const inZones = zoneCount === 1 ? '' : ` in each of ${zoneCount} zones`;
  findings.error(
    'zone-resolutions',
    `makes more than ${perZoneMax} names${inZones}, with every parent of a name; at most ${namesMax} can be served in all`,
  );
}

/** The apex among them; no further than just beyond the limit. */
function countWithParents(owners: readonly RelativeName[], limit: number): number {
  const seen = new Set<string>(['']);
  for (const owner of owners) {
    let name: string = owner;
    while (!seen.has(name) && seen.size <= limit) {
      seen.add(name);
      name = name.slice(1 + name.charCodeAt(0));
    }
    if (seen.size > limit) break;
  }
  return seen.size;
}
