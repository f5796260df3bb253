// What changes when updates change records: which names, and whether the zone keeps its shape, so that few answers are
// compiled and signed anew. Refuses to know who updates what.

import { namesHosts } from '../wire/hosts-in.ts';
import { completeName, type RelativeName } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import { areNodesEqual } from '../zone/compare-zones.ts';
import type { OwnedRecords, Zone } from '../zone/zone.ts';

/** Of what updates made, before and after. */
export function differingOwners(before: OwnedRecords, after: OwnedRecords): ReadonlySet<RelativeName> {
  const owners = new Set<RelativeName>();
  for (const [owner, node] of after) {
    const was = before.get(owner);
    if (was !== node && (was === undefined || !areNodesEqual(was, node))) owners.add(owner);
  }
  for (const owner of before.keys()) if (!after.has(owner)) owners.add(owner);
  return owners;
}

/** `records` as they are in `after` at these owners. */
export function replaceAt(
  records: OwnedRecords,
  after: OwnedRecords,
  owners: ReadonlySet<RelativeName>,
): OwnedRecords {
  if (owners.size === 0) return records;
  const replaced = new Map(records);
  for (const owner of owners) {
    const node = after.get(owner);
    if (node === undefined) replaced.delete(owner);
    else replaced.set(owner, node);
  }
  return replaced;
}

/** No name comes or goes, none becomes an alias or ceases to be one, and none points to other hosts. */
export function canChangeInPlace(
  { nodes, apex, emptyNonTerminals }: Zone,
  owners: ReadonlySet<RelativeName>,
  after: OwnedRecords,
): boolean {
  for (const owner of owners) {
    const name = completeName(owner, apex);
    const before = name === undefined ? undefined : nodes.get(name);
    if (name === undefined || before === undefined || emptyNonTerminals.has(name)) return false;
    const next = after.get(owner) ?? [];
    if (next.length === 0 && name !== apex) return false;
    if ([...(name === apex ? [] : before), ...next].some(({ type }) => shapesZone(type))) return false;
  }
  return true;
}

function shapesZone(type: number): boolean {
  return type === RecordType.CNAME || type === RecordType.DNAME || namesHosts(type);
}
