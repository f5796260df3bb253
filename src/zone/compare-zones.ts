// Whether two zones say the same, whatever their serials: then there is nothing to publish.

import { RecordType } from '../wire/protocol.ts';
import { areRRsetsEqual } from '../wire/rrset.ts';
import type { Zone, ZoneNode } from './zone.ts';

export function haveSameContent(a: Zone, b: Zone): boolean {
  if (a.apex !== b.apex || a.nodes.size !== b.nodes.size) return false;
  if (a.nameServers.join() !== b.nameServers.join()) return false;
  if (JSON.stringify(a.timing) !== JSON.stringify(b.timing)) return false;
  for (const name of a.nodes.names()) {
    const node = a.nodes.get(name);
    const other = b.nodes.get(name);
    if (node === undefined || other === undefined || !areNodesEqual(node, other)) return false;
  }
  return true;
}

/** The serial stands in the SOA record, whose other fields derive from what else is compared. */
export function areNodesEqual(a: ZoneNode, b: ZoneNode): boolean {
  if (a.length !== b.length) return false;
  return a.every((rrset) =>
    b.some(
      (other) =>
        areRRsetsEqual(rrset, other) || (rrset.type === RecordType.SOA && other.type === RecordType.SOA),
    ),
  );
}
