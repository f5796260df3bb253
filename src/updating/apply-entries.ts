// What an update asks for -> changes of a draft (RFC 2136 §3.4.2), or why it is refused. The entries are well-formed. Refuses
// to know messages and where the zone is published.

import type { Claim } from '../publishing/name-claims.ts';
import { apexOwner, type Name, type RelativeName, relativeTo } from '../wire/name.ts';
import { RecordClass, RecordType } from '../wire/protocol.ts';
import type { Rdata } from '../wire/rdata.ts';
import { ttlSecondsMax } from '../zone/zone-timing.ts';
import type { Permission } from './permission.ts';
import type { UpdateEntry } from './read-update.ts';
import type { Refusal } from './refusal.ts';
import type { Origin } from './updated-zone.ts';
import type { ZoneDraft } from './zone-draft.ts';

export interface Rights {
  readonly permission: Permission;
  readonly claimOn: (owner: RelativeName) => Claim | undefined;
}

/** Whether each of them may be done: before any is, because an update is done as a whole or not at all. */
export function findForbidden(
  entries: readonly UpdateEntry[],
  apex: Name,
  { permission, claimOn }: Rights,
  draft: ZoneDraft,
): Refusal | undefined {
  for (const { owner: name, type, recordClass } of entries) {
    const owner = relativeTo(apex, name);
    // What the key may not know about is told apart from what it may not do.
    if (!permission.mayTouch(owner)) return { kind: 'not-permitted', owner, type };
    const claim = claimOn(owner);
    if (claim !== undefined) return { kind: claim, owner, type };
    const isWhole = recordClass === RecordClass.ANY && type === RecordType.ANY;
    const types = isWhole ? (draft.at(owner)?.keys() ?? []) : [type];
    for (const concerned of types)
      if (permission.ttlSecondsMaxOf(owner, concerned) === undefined)
        return { kind: 'not-permitted', owner, type: concerned };
  }
  return undefined;
}

export function applyEntries(
  entries: readonly UpdateEntry[],
  apex: Name,
  permission: Permission,
  origin: Origin,
  draft: ZoneDraft,
): void {
  for (const { owner: name, type, recordClass, ttlSeconds: wanted, rdata = '' as Rdata } of entries) {
    const owner = relativeTo(apex, name);
    if (recordClass === RecordClass.ANY) {
      if (type === RecordType.ANY) draft.removeAll(owner);
      else draft.removeType(owner, type);
    } else if (recordClass === RecordClass.NONE) draft.remove(owner, type, rdata);
    // RFC 2136 §3.4.2.2: beside other records it is passed over, and the apex always has some.
    else if (type !== RecordType.CNAME || owner !== apexOwner) {
      // RFC 2181 §8: with its highest bit set, it counts as 0. A longer one than permitted is shortened.
      const ttlSeconds = wanted > ttlSecondsMax ? 0 : wanted;
      const longest = permission.ttlSecondsMaxOf(owner, type) ?? 0;
      draft.add({ owner, type, rdata, ttlSeconds: Math.min(ttlSeconds, longest) }, origin);
    }
  }
}
