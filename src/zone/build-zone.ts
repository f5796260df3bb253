// Facts -> Zone: adds what every zone has (SOA, NS, empty non-terminals) to the records that are given.
// Refuses to know why an address is or is not among them.

import { invariant } from '../base/invariant.ts';
import { completeName, type Name, parentOf, type RelativeName } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import { nsRdata } from '../wire/rdata.ts';
import { makeRRset, type RRset } from '../wire/rrset.ts';
import { areNodesEqual } from './compare-zones.ts';
import { NodeMap } from './node-map.ts';
import { soaOf, type Zone, type ZoneNode } from './zone.ts';

/** Records by owner relative to the apex, so that a zone and its aliases can be built from the same facts. */
export type OwnedRecords = ReadonlyMap<RelativeName, ZoneNode>;

/** A zone but for its records. */
export type ZoneFrame = Omit<Zone, 'nodes' | 'security'>;

export function buildZone(frame: ZoneFrame, records: OwnedRecords): Zone {
  const nodes = new Map<Name, ZoneNode>();
  nodes.set(frame.apex, [soaOf(frame), nsOf(frame)]);
  for (const [owner, rrsets] of records) {
    const name = nameIn(frame, owner);
    nodes.set(name, [...(nodes.get(name) ?? []), ...rrsets]);
    addEmptyNonTerminals(nodes, name, frame.apex);
  }
  return { ...frame, nodes: new NodeMap(nodes) };
}

/** A name between the apex and an owner exists although it has no records (RFC 4592 §2.2.2). */
function addEmptyNonTerminals(nodes: Map<Name, ZoneNode>, name: Name, apex: Name): void {
  for (
    let above = parentOf(name);
    above !== undefined && above.length > apex.length;
    above = parentOf(above)
  ) {
    if (nodes.has(above)) return;
    nodes.set(above, []);
  }
}

export interface ZoneChange {
  readonly zone: Zone;
  /** The names whose records, or answers, are others than before; the apex is among them because of its SOA. */
  readonly names: readonly Name[];
}

/**
 * The zone with other records at some owners and the given serial, or nothing when no record differs: a serial
 * only moves when the content did. `related` are owners that count as changed whenever something did.
 */
export function changeZone(
  zone: Zone,
  records: OwnedRecords,
  serial: number,
  related: readonly RelativeName[] = [],
): ZoneChange | undefined {
  const changes = new Map<Name, ZoneNode>();
  for (const [owner, rrsets] of records) {
    const name = nameIn(zone, owner);
    const kept = name === zone.apex ? apexRecords(zone) : [];
    const node = [...kept, ...rrsets];
    const before = zone.nodes.get(name);
    invariant(before !== undefined, 'a changed owner exists in the zone');
    if (!areNodesEqual(before, node)) changes.set(name, node);
  }
  if (changes.size === 0) return undefined;
  const apexNode = changes.get(zone.apex) ?? zone.nodes.get(zone.apex) ?? [];
  const others = apexNode.filter((rrset) => rrset.type !== RecordType.SOA);
  changes.set(zone.apex, [soaOf({ ...zone, serial }), ...others]);
  const names = new Set([...changes.keys(), ...related.map((owner) => nameIn(zone, owner))]);
  return { zone: { ...zone, serial, nodes: zone.nodes.with(changes) }, names: [...names] };
}

/** What stands at the apex because it is one, whatever records are given for it. */
const apexTypes: ReadonlySet<number> = new Set([
  RecordType.SOA,
  RecordType.NS,
  RecordType.DNSKEY,
  RecordType.CDS,
  RecordType.CDNSKEY,
  RecordType.NSEC3PARAM,
]);

function apexRecords(zone: Zone): ZoneNode {
  return (zone.nodes.get(zone.apex) ?? []).filter(({ type }) => apexTypes.has(type));
}

function nsOf(frame: ZoneFrame): RRset {
  return makeRRset(RecordType.NS, frame.timing.apexTtlSeconds, frame.nameServers.map(nsRdata));
}

function nameIn(frame: { readonly apex: Name }, owner: RelativeName): Name {
  const name = completeName(owner, frame.apex);
  invariant(name !== undefined, 'configuration lets no owner through that does not fit into its zones');
  return name;
}
