// What must hold before a zone is changed (RFC 2136 §3.2). Refuses to know where the zone's records come from.

import { isAtOrBelow, type Name } from '../wire/name.ts';
import { isZoneType, RecordClass, RecordType, ResponseCode } from '../wire/protocol.ts';
import type { Rdata } from '../wire/rdata.ts';
import type { ZoneNode } from '../zone/zone.ts';
import { mayBeEmpty, type UpdateEntry } from './read-update.ts';

/** The records at a name of the zone. */
export type RecordsAt = (name: Name) => ZoneNode;

/** Nothing when all of them hold. */
export function judgePrerequisites(
  entries: readonly UpdateEntry[],
  apex: Name,
  recordsAt: RecordsAt,
): number | undefined {
  const expected = new Map<string, ExpectedSet>();
  for (const entry of entries) {
    const { owner, type, recordClass, ttlSeconds, rdata } = entry;
    if (ttlSeconds !== 0) return ResponseCode.FORMERR;
    if (!isAtOrBelow(owner, apex)) return ResponseCode.NOTZONE;
    if (recordClass === RecordClass.IN) {
      if (!isZoneType(type) || (rdata === undefined && !mayBeEmpty(type))) return ResponseCode.FORMERR;
      const key = `${type} ${owner}`;
      const set = expected.get(key) ?? { owner, type, rdatas: new Set() };
      expected.set(key, set);
      set.rdatas.add(rdata ?? ('' as Rdata));
    } else {
      const code = judgeExistence(entry, recordsAt);
      if (code !== undefined) return code;
    }
  }
  for (const { owner, type, rdatas } of expected.values()) {
    const found = recordsAt(owner).find((rrset) => rrset.type === type)?.rdatas ?? [];
    if (found.length !== rdatas.size || !found.every((rdata) => rdatas.has(rdata)))
      return ResponseCode.NXRRSET;
  }
  return undefined;
}

/** Whether a set is this one, TTL aside (§2.4.2). */
interface ExpectedSet {
  readonly owner: Name;
  readonly type: number;
  readonly rdatas: Set<Rdata>;
}

/** §2.4.1, §2.4.3 to §2.4.5. An empty non-terminal is not in use. */
function judgeExistence(
  { owner, type, recordClass, rdata }: UpdateEntry,
  recordsAt: RecordsAt,
): number | undefined {
  const isWanted = recordClass === RecordClass.ANY;
  if ((!isWanted && recordClass !== RecordClass.NONE) || rdata !== undefined) return ResponseCode.FORMERR;
  const node = recordsAt(owner);
  if (type === RecordType.ANY) {
    if (node.length > 0 === isWanted) return undefined;
    return isWanted ? ResponseCode.NXDOMAIN : ResponseCode.YXDOMAIN;
  }
  if (node.some((rrset) => rrset.type === type) === isWanted) return undefined;
  return isWanted ? ResponseCode.NXRRSET : ResponseCode.YXRRSET;
}
