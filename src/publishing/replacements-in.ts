// Which zone took the place of which when a group changed.

import { replacementsOf, type ZoneReplacement } from '../zone/zone-replacement.ts';
import type { GroupChange } from './zone-group.ts';

export function replacementsIn({
  before,
  after,
  changes,
  isRebuilt,
}: GroupChange): readonly ZoneReplacement[] {
  if (isRebuilt) return replacementsOf(before.zones, after.zones);
  return changes.flatMap(({ zone, names }) => {
    const was = before.zones.find(({ apex }) => apex === zone.apex);
    return was?.serial === zone.serial ? [] : [{ before: was, after: zone, names }];
  });
}
