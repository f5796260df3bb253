// What a reload would change in names and records, were it made now. Publishes nothing; refuses to know files and sockets.

import { noTransfers } from '../config/zones/transfer-settings.ts';
import type { ForeseenReload, ForeseenZone } from '../control/protocol/reload.ts';
import type { Decider } from '../health/deciding/decider.ts';
import { targetsOf } from '../health/deciding/resolution.ts';
import { buildZones } from '../publishing/build-zones.ts';
import type { LoadedZone } from '../publishing/loaded-zone.ts';
import type { ZoneGroup } from '../publishing/zone-group.ts';
import { type Name, printName, sortNames } from '../wire/name.ts';
import { listDifferences } from '../zone/list-differences.ts';
import type { Zone } from '../zone/zone.ts';

/** Of each zone and each way: a screenful is read, the rest is counted. */
const recordsShownMax = 100;
/** A list of zones is read to the end only when it is short, and the whole reply stays below a megabyte or two. */
const zonesShownMax = 100;

export function foreseeReload(
  groups: readonly ZoneGroup[],
  next: readonly LoadedZone[],
  decider: Decider,
): ForeseenReload {
  // Targets that are not probed yet would be before the reload takes effect: most of them are up.
  const decide = decider.suppose({
    verdictOf: (target) => {
      const verdict = decider.verdictOf(target);
      return verdict === 'unknown' ? 'up' : verdict;
    },
  });
  const before = new Map(groups.flatMap(({ zones }) => zones).map((zone) => [zone.apex, zone]));
  const after = new Map(buildZones({ zones: next }, decide, 0).map((zone) => [zone.apex, zone]));
  const hosts = hostedZones([...groups.map(({ config }) => config), ...next]);
  const zones: ForeseenZone[] = [];
  for (const apex of sortNames(new Set([...before.keys(), ...after.keys()]))) {
    const foreseen = foreseeZone(before.get(apex), after.get(apex), hosts.get(apex));
    if (foreseen !== undefined) zones.push(foreseen);
  }
  const checksBefore = checksOf(groups.map(({ config }) => config));
  const checksAfter = checksOf(next);
  return {
    zones: zones.slice(0, zonesShownMax),
    zonesLeftOut: Math.max(0, zones.length - zonesShownMax),
    checksAdded: countMissing(checksAfter, checksBefore),
    checksRemoved: countMissing(checksBefore, checksAfter),
    ...foreseeSharing(
      groups.map(({ config }) => config),
      next,
    ),
  };
}

function foreseeSharing(
  before: readonly LoadedZone[],
  after: readonly LoadedZone[],
): Pick<ForeseenReload, 'shared'> {
  const served = new Map(before.map((zone) => [zone.content.hostedZone, zone]));
  const changed = after.filter((zone) => {
    const was = served.get(zone.content.hostedZone);
    return was !== undefined && sharingOf(was) !== sharingOf(zone);
  });
  if (changed.length === 0) return {};
  const names = sortNames(changed.map(({ content }) => content.hostedZone)).slice(0, zonesShownMax);
  return { shared: { zones: names.map(printName), count: changed.length } };
}

/** Where nobody follows or changes a zone, it does not matter how that is said. */
function sharingOf({ transfer = noTransfers, updates = [] }: LoadedZone): string {
  return JSON.stringify([transfer, updates]);
}

/** For each alias the zone that it is an alias of. */
function hostedZones(configs: readonly LoadedZone[]): ReadonlyMap<Name, Name> {
  return new Map(
    configs.flatMap(({ content: { hostedZone, aliasZones } }) =>
      aliasZones.map((alias) => [alias, hostedZone] as const),
    ),
  );
}

function foreseeZone(
  before: Zone | undefined,
  after: Zone | undefined,
  aliasOf: Name | undefined,
): ForeseenZone | undefined {
  const zone = after ?? before;
  if (zone === undefined) return undefined;
  const { removed, added } = listDifferences(before, after);
  if (before !== undefined && after !== undefined && removed.length + added.length === 0) return undefined;
  return {
    zone: printName(zone.apex),
    change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    ...(aliasOf === undefined ? {} : { aliasOf: printName(aliasOf) }),
    removed: removed.slice(0, recordsShownMax).map(({ print }) => print()),
    added: added.slice(0, recordsShownMax).map(({ print }) => print()),
    removedCount: removed.length,
    addedCount: added.length,
  };
}

function checksOf(zones: readonly LoadedZone[]): ReadonlySet<string> {
  return new Set(
    zones.flatMap(({ content }) => content.resolutions.flatMap(targetsOf)).map(({ key }) => key),
  );
}

function countMissing(keys: ReadonlySet<string>, others: ReadonlySet<string>): number {
  return [...keys].filter((key) => !others.has(key)).length;
}
