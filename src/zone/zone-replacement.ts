// What everything downstream of a change is made of: a zone, and the one that takes its place.

import type { Name } from '../wire/name.ts';
import type { Zone } from './zone.ts';

export interface ZoneReplacement {
  /** Absent: the zone is new. */
  readonly before: Zone | undefined;
  /** Absent: the zone is no longer served. */
  readonly after: Zone | undefined;
  /** Names whose records may differ, the apex among them; absent: any. */
  readonly names?: readonly Name[] | undefined;
}

/** Zones under the same serial are the same to everybody else. */
export function replacementsOf(before: readonly Zone[], after: readonly Zone[]): readonly ZoneReplacement[] {
  const known = new Map(before.map((zone) => [zone.apex, zone]));
  const replaced: ZoneReplacement[] = [];
  for (const zone of after) {
    const was = known.get(zone.apex);
    known.delete(zone.apex);
    if (was?.serial !== zone.serial) replaced.push({ before: was, after: zone });
  }
  for (const gone of known.values()) replaced.push({ before: gone, after: undefined });
  return replaced;
}
