// Whether two zones are the same but for their serials: then there is nothing to publish. Records and missing types are
// compared separately, because only records make a new serial.

import type { Name } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import { areRRsetsEqual, type RRset } from '../wire/rrset.ts';
import type { NodeMap } from './node-map.ts';
import type { MissingTypes, SignedNode, Zone, ZoneNode, ZoneSecurity } from './zone.ts';

export function haveSameContent(a: Zone, b: Zone): boolean {
  if (a.apex !== b.apex || a.nodes.size !== b.nodes.size) return false;
  if (a.nameServers.join() !== b.nameServers.join() || a.nsTtlSeconds !== b.nsTtlSeconds) return false;
  if (a.isPrivate !== b.isPrivate) return false;
  if (a.primary !== b.primary || a.mailbox !== b.mailbox) return false;
  if (!haveSameNodes(a.occluded, b.occluded)) return false;
  if (JSON.stringify(a.timing) !== JSON.stringify(b.timing)) return false;
  return haveSameNodes(a.nodes, b.nodes) && areSecuritiesEqual(a.security, b.security, a.nodes.names());
}

function haveSameNodes(a: NodeMap<ZoneNode>, b: NodeMap<ZoneNode>): boolean {
  if (a.size !== b.size) return false;
  for (const name of a.names()) {
    const node = a.get(name);
    const other = b.get(name);
    if (node === undefined || other === undefined || !areNodesEqual(node, other)) return false;
  }
  return true;
}

/** For zones of the same names. */
export function haveSameMissing(a: Zone, b: Zone): boolean {
  for (const name of a.nodes.names()) {
    if (!areTypesEqual(a.missing.get(name) ?? [], b.missing.get(name) ?? [])) return false;
  }
  return true;
}

export function areTypesEqual(a: MissingTypes, b: MissingTypes): boolean {
  return a.length === b.length && a.every((type, index) => type === b[index]);
}

/** SOA records count as equal: they hold the serial, and their other fields derive from what else is compared. */
export function areNodesEqual(a: ZoneNode, b: ZoneNode): boolean {
  if (a.length !== b.length) return false;
  return a.every((rrset) =>
    b.some(
      (other) =>
        areRRsetsEqual(rrset, other) || (rrset.type === RecordType.SOA && other.type === RecordType.SOA),
    ),
  );
}

function areSecuritiesEqual(
  a: ZoneSecurity | undefined,
  b: ZoneSecurity | undefined,
  names: Iterable<Name>,
): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.kind !== b.kind) return false;
  for (const name of names) {
    const node = a.nodes.get(name);
    const other = b.nodes.get(name);
    if (node === undefined || other === undefined || !areSignedAlike(node, other)) return false;
  }
  return true;
}

/** The signature of the SOA changes with every serial. */
function areSignedAlike(a: SignedNode, b: SignedNode): boolean {
  if (a.signatures.size !== b.signatures.size) return false;
  for (const [type, signatures] of a.signatures) {
    if (type !== RecordType.SOA && !isSame(signatures, b.signatures.get(type))) return false;
  }
  return (
    a.denial?.owner === b.denial?.owner &&
    isSame(a.denial?.rrset, b.denial?.rrset) &&
    isSame(a.denial?.signatures, b.denial?.signatures)
  );
}

function isSame(a: RRset | undefined, b: RRset | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a === b || areRRsetsEqual(a, b);
}
