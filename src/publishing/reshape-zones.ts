// The zones of a group in which names come or go, as updates make them. Refuses to know who signs and serves them.

import type { Decide } from '../health/deciding/decide.ts';
import type { RelativeName } from '../wire/name.ts';
import type { ZoneChange } from '../zone/build-zone.ts';
import { reshapeZone } from '../zone/reshape-zone.ts';
import type { Zone } from '../zone/zone.ts';
import { type LoadedZone, withoutDelegated } from './loaded-zone.ts';
import { claimOn } from './name-claims.ts';
import type { ZoneFacts } from './zone-facts.ts';

/** Where more names than these differ at once, building all of them anew is less work. */
const reshapedMin = 256;
const reshapedShareMax = 1 / 8;

/** `facts` are the new ones. Nothing where the zones are to be built anew. */
export function reshapeZones(
  { zones, config }: { readonly zones: readonly Zone[]; readonly config: LoadedZone },
  differing: ReadonlySet<RelativeName>,
  facts: ZoneFacts,
  decide: Decide,
  serial: number,
): readonly ZoneChange[] | undefined {
  const isTooMuch = ({ nodes }: Zone) =>
    differing.size > Math.max(reshapedMin, nodes.size * reshapedShareMax);
  if (zones.some(isTooMuch)) return undefined;
  const owners = facts.ownersAffectedBy(differing);
  const { recordsIn, missing } = facts.contentOf(owners, decide);
  const related = facts.servicesAmong(owners);
  const stands = (owner: RelativeName) => facts.updated.has(owner) || claimOn(config, owner) !== undefined;
  const changes: ZoneChange[] = [];
  for (const zone of zones) {
    const records = withoutDelegated(recordsIn(zone.apex), config.delegations?.get(zone.apex));
    const change = reshapeZone(zone, { records, stands, missing, related }, serial);
    if (change === undefined) return undefined;
    if (change !== 'unchanged') changes.push(change);
  }
  return changes;
}
