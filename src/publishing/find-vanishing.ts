// Which names of a zone would vanish from copies of it while nothing of theirs is healthy.

import type { ZoneContent } from '../config/zones/zone-config.ts';
import { apexOwner, isWildcard, ownersAbove, type RelativeName } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';

/**
 * Names whose records all depend on health, but not the apex, which has others, and none where the zone has ended. Also those
 * with names below them: most servers infer from these that the name exists, but PowerDNS denies one that owns an NSEC and
 * nothing else.
 */
export function findVanishing({
  resolutions,
  services,
  records,
}: Pick<ZoneContent, 'resolutions' | 'services' | 'records'>): ReadonlySet<RelativeName> {
  const boundaries = new Set<RelativeName>();
  for (const [owner, rrsets] of records) {
    const endsZone = rrsets.some(
      ({ type }) => type === RecordType.DNAME || (type === RecordType.NS && owner !== apexOwner),
    );
    if (endsZone && !isWildcard(owner)) boundaries.add(owner);
  }
  const isOutside = (owner: RelativeName) =>
    boundaries.size > 0 && [...ownersAbove(owner)].some((one) => boundaries.has(one));
  const owners = [...resolutions, ...services].map(({ owner }) => owner);
  return new Set(owners.filter((owner) => owner !== apexOwner && !records.has(owner) && !isOutside(owner)));
}
