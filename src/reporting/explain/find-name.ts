// Which name of the served zones a text refers to, which node answers for it, and which parts of the configuration decide on
// the answer.

import type { Names } from '../../config/names/written-names.ts';
import { allAddressesOf } from '../../health/deciding/overrides.ts';
import type { ZoneGroup } from '../../publishing/zone-group.ts';
import {
  type Name,
  parentOf,
  parseMasterName,
  type RelativeName,
  relativeTo,
  rootName,
  wildcardBelow,
} from '../../wire/name.ts';
import { RecordType } from '../../wire/protocol.ts';
import type { Zone } from '../../zone/zone.ts';

export interface FoundName {
  readonly name: Name;
  readonly zone: Zone;
  readonly group: ZoneGroup;
}

/** Absolute, or relative to a hosted zone: more than one if several zones have a name that is written so. */
export function findNames(text: string, groups: readonly ZoneGroup[]): readonly FoundName[] {
  const zones = new Map(groups.flatMap((group) => group.zones.map((zone) => [zone.apex, { zone, group }])));
  const absolute = parseMasterName(text, rootName);
  if (!absolute.ok) return [];
  const inner = innermost(absolute.value.name, zones);
  if (inner !== undefined) return [inner];
  const names = groups
    .filter(({ isCatalog }) => !isCatalog)
    .flatMap(({ apex }) => nameBelow(text, apex) ?? []);
  const found = names.flatMap((name) => innermost(name, zones) ?? []);
  if (found.length < 2) return found;
  return found.filter(({ name, zone }) => zone.nodes.get(name) !== undefined);
}

/** As master files write it: a reverse zone has names such as `0/25`. */
function nameBelow(text: string, apex: Name): Name | undefined {
  const read = parseMasterName(text, apex);
  return read.ok && read.value.isRelative ? read.value.name : undefined;
}

/** One zone may lie in another: the inner one answers. */
function innermost(name: Name, zones: ReadonlyMap<Name, Omit<FoundName, 'name'>>): FoundName | undefined {
  for (let above: Name | undefined = name; above !== undefined; above = parentOf(above)) {
    const found = zones.get(above);
    if (found !== undefined) return { name, ...found };
  }
  return undefined;
}

/** The owner of the node that answers: the name's own, or the wildcard below its closest encloser (RFC 4592 §3.3.1). */
export function ownerOf(name: Name, { apex, nodes }: Zone): RelativeName | undefined {
  if (nodes.get(name) !== undefined) return relativeTo(apex, name);
  let encloser = parentOf(name);
  while (encloser !== undefined && nodes.get(encloser) === undefined) encloser = parentOf(encloser);
  const wildcard = encloser === undefined ? undefined : wildcardBelow(encloser);
  return wildcard === undefined || nodes.get(wildcard) === undefined ? undefined : relativeTo(apex, wildcard);
}

/** What decides on the answer for a name: its own entry and, for a service, those of its hosts. */
export function partsOf(owner: RelativeName | undefined, names: Names): Names {
  const services = names.services.filter((service) => service.owner === owner);
  const hosts = services
    .flatMap(({ places }) => places)
    .flatMap(({ host }) => (host.kind === 'inside' ? [host.owner] : []));
  const owners = new Set([owner, ...hosts]);
  return {
    resolutions: names.resolutions.filter((resolution) => owners.has(resolution.owner)),
    services,
    bindings: names.bindings.filter((binding) => binding.owner === owner),
    records: new Map(owner === undefined ? [] : [[owner, names.records.get(owner) ?? []]]),
  };
}

/** The types a name is configured with. */
export function typesOf({ resolutions, services, bindings, records }: Names): readonly number[] {
  if (services.length > 0) return [RecordType.SRV];
  const families = new Set(
    resolutions.flatMap((resolution) => allAddressesOf(resolution).map(({ address }) => address.family)),
  );
  const types: number[] = [];
  if (families.has(4)) types.push(RecordType.A);
  if (families.has(6)) types.push(RecordType.AAAA);
  if (types.length > 0) return types;
  const others = [...bindings, ...[...records.values()].flat()].map(({ type }) => type);
  if (others.length === 0) return [RecordType.A];
  // Whoever asks for an alias wants what it leads to.
  if (others.every((type) => type === RecordType.CNAME)) return [RecordType.A, RecordType.AAAA];
  return [...new Set(others)];
}
