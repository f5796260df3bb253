// What a look-up must know of a name beside its answers.

import { isWildcard, type Name } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import type { Zone, ZoneNode } from '../zone/zone.ts';
import { NodeFlag } from './image-layout.ts';

/** Of `NodeFlag`. */
export function flagsOf(zone: Zone, name: Name, node: ZoneNode): number {
  const has = (type: number) => node.some((rrset) => rrset.type === type);
  return (
    (name === zone.apex ? NodeFlag.apex : 0) |
    (zone.cuts.has(name) ? NodeFlag.delegated : 0) |
    (has(RecordType.CNAME) ? NodeFlag.hasCname : 0) |
    (has(RecordType.DNAME) && !isWildcard(name) ? NodeFlag.hasDname : 0)
  );
}
