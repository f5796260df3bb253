// Which names of a zone would vanish from copies of it while nothing of theirs is healthy.

import type { ZoneContent } from '../config/zones/zone-config.ts';
import { apexOwner, isWildcard, ownersAbove, type RelativeName } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';

/**
 * Names whose records all depend on health. Not the apex, which has others, not names that exist because of names below them,
 * and none where the zone has ended.
 */
export function findVanishing({
  resolutions,
  services,
  bindings,
  records,
}: Pick<ZoneContent, 'resolutions' | 'services' | 'bindings' | 'records'>): ReadonlySet<RelativeName> {
  const above = new Set<RelativeName>();
  const boundaries = new Set<RelativeName>();
  const note = (owner: RelativeName) => {
    for (const one of ownersAbove(owner)) {
      // What is above that one has been noted with it.
      if (above.has(one)) break;
      above.add(one);
    }
  };
  for (const { owner } of [...resolutions, ...services, ...bindings]) note(owner);
  for (const [owner, rrsets] of records) {
    note(owner);
    const endsZone = rrsets.some(
      ({ type }) => type === RecordType.DNAME || (type === RecordType.NS && owner !== apexOwner),
    );
    if (endsZone && !isWildcard(owner)) boundaries.add(owner);
  }
  const isOutside = (owner: RelativeName) =>
    boundaries.size > 0 && [...ownersAbove(owner)].some((one) => boundaries.has(one));
  const vanishing = new Set<RelativeName>();
  for (const { owner } of [...resolutions, ...services])
    if (owner !== apexOwner && !above.has(owner) && !records.has(owner) && !isOutside(owner))
      vanishing.add(owner);
  return vanishing;
}
