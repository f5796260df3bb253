// What updates made of each zone, for status. Refuses to know who asks.

import type { UpdatedZoneStatus } from '../control/protocol/updates.ts';
import { claimOn } from '../publishing/name-claims.ts';
import type { ZoneGroup } from '../publishing/zone-group.ts';
import { completeName, type Name, printName, type RelativeName } from '../wire/name.ts';
import type { UpdatedZone, UpdatedZones } from './updated-zone.ts';

/** As many as a person would read. */
const shadowedMax = 20;

export function describeUpdates(
  zones: UpdatedZones,
  groups: readonly ZoneGroup[],
): readonly UpdatedZoneStatus[] {
  const byApex = new Map(groups.map((group) => [group.apex, group]));
  return [...zones]
    .filter(([, { nodes }]) => nodes.size > 0)
    .map(([apex, zone]) => {
      const group = byApex.get(apex);
      const shadowed = group === undefined ? [] : shadowedOwners(zone, group);
      return {
        zone: printName(apex),
        records: zone.sizes.records,
        lastSeconds: zone.changedSeconds,
        shadowed: shadowed.slice(0, shadowedMax).map((owner) => printIn(owner, apex)),
        shadowedCount: shadowed.length,
        isServed: group !== undefined,
      };
    });
}

/** Names that updates made and that the configuration speaks for. */
export function shadowedOwners(
  { nodes }: UpdatedZone,
  { config }: Pick<ZoneGroup, 'config'>,
): readonly RelativeName[] {
  return [...nodes.keys()].filter((owner) => claimOn(config, owner) !== undefined);
}

export function printIn(owner: RelativeName, apex: Name): string {
  return printName(completeName(owner, apex) ?? apex);
}
