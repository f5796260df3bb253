// The records of a master file and those that entries of the configuration list -> one RRset per owner and type. Refuses to
// know whether they go together.

import type { RelativeName } from '../../wire/name.ts';
import type { StaticRecords, StaticRRset } from '../../zone/static-records.ts';
import type { WrittenRRset } from '../names/written-names.ts';

/** Where both have records of a type, the TTL of the configuration counts. */
export function mergeRecords(filed: StaticRecords, written: readonly WrittenRRset[]): StaticRecords {
  if (written.length === 0) return filed;
  const merged = new Map<RelativeName, readonly StaticRRset[]>(filed);
  for (const [owner, rrsets] of groupByType(written)) {
    const others = merged.get(owner) ?? [];
    const joined = [...rrsets.values()].map((rrset) => {
      const twin = others.find(({ type }) => type === rrset.type);
      return twin === undefined ? rrset : { ...rrset, rdatas: [...twin.rdatas, ...rrset.rdatas] };
    });
    merged.set(owner, [...others.filter(({ type }) => !rrsets.has(type)), ...joined]);
  }
  return merged;
}

/** An entry may give texts in two ways; the lower TTL counts. */
function groupByType(
  written: readonly WrittenRRset[],
): ReadonlyMap<RelativeName, ReadonlyMap<number, StaticRRset>> {
  const groups = new Map<RelativeName, Map<number, StaticRRset>>();
  for (const { owner, type, ttlSeconds, rdatas } of written) {
    const group = groups.get(owner) ?? new Map<number, StaticRRset>();
    groups.set(owner, group);
    const twin = group.get(type);
    group.set(type, {
      type,
      ttlSeconds: Math.min(ttlSeconds, twin?.ttlSeconds ?? ttlSeconds),
      rdatas: [...(twin?.rdatas ?? []), ...rdatas],
    });
  }
  return groups;
}
