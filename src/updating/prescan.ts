// Whether what an update asks for is well-formed (RFC 2136 §3.4.1): looked at as a whole before anything is changed. Refuses
// to know what is permitted.

import { isAtOrBelow, type Name } from '../wire/name.ts';
import { isZoneType, RecordClass, RecordType, ResponseCode } from '../wire/protocol.ts';
import { mayBeEmpty, type UpdateEntry } from './read-update.ts';

/** Nothing when all of them are. */
export function prescan(entries: readonly UpdateEntry[], apex: Name): number | undefined {
  for (const entry of entries) {
    if (!isAtOrBelow(entry.owner, apex)) return ResponseCode.NOTZONE;
    if (!isWellFormed(entry)) return ResponseCode.FORMERR;
  }
  return undefined;
}

function isWellFormed({ type, recordClass, ttlSeconds, rdata }: UpdateEntry): boolean {
  switch (recordClass) {
    case RecordClass.IN:
      return isZoneType(type) && (rdata !== undefined || mayBeEmpty(type));
    case RecordClass.ANY:
      return ttlSeconds === 0 && rdata === undefined && (isZoneType(type) || type === RecordType.ANY);
    case RecordClass.NONE:
      return ttlSeconds === 0 && isZoneType(type) && (rdata !== undefined || mayBeEmpty(type));
    default:
      return false;
  }
}
