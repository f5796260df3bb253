// Records -> Zone: adds what every zone has, the SOA, the NS records and empty non-terminals. Refuses to know why an address
// is or is not among the records.

import { invariant } from '../base/invariant.ts';
import { completeName, type Name, parentOf, type RelativeName } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import { nsRdata } from '../wire/rdata.ts';
import { makeRRset, type RRset } from '../wire/rrset.ts';
import { changeOccluded, divideNode, findBoundaries } from './boundaries.ts';
import { areNodesEqual, areTypesEqual } from './compare-zones.ts';
import { findCarriers } from './find-carriers.ts';
import { NodeMap } from './node-map.ts';
import {
  type MissingTypes,
  type OwnedMissing,
  type OwnedRecords,
  soaOf,
  type Zone,
  type ZoneNode,
} from './zone.ts';

const nothingMissing: OwnedMissing = new Map();

/** A zone without its records. */
export type ZoneFrame = Omit<
  Zone,
  | 'nodes'
  | 'cuts'
  | 'occluded'
  | 'longestTtlSeconds'
  | 'carriers'
  | 'emptyNonTerminals'
  | 'missing'
  | 'security'
>;

export function buildZone(
  frame: ZoneFrame,
  records: OwnedRecords,
  missing: OwnedMissing = nothingMissing,
): Zone {
  const nodes = new Map<Name, ZoneNode>();
  const occluded = new Map<Name, ZoneNode>();
  const emptyNonTerminals = new Set<Name>();
  const boundaries = findBoundaries(frame.apex, records);
  nodes.set(frame.apex, [soaOf(frame), nsOf(frame)]);
  for (const [owner, rrsets] of records) {
    const name = nameIn(frame, owner);
    const { own, hidden } = divideNode(boundaries, frame.apex, name, rrsets);
    if (hidden.length > 0) occluded.set(name, hidden);
    if (own === undefined) continue;
    nodes.set(name, [...(nodes.get(name) ?? []), ...own]);
    emptyNonTerminals.delete(name);
    for (const above of absentAbove(nodes, name, frame.apex)) {
      nodes.set(above, []);
      emptyNonTerminals.add(above);
    }
  }
  const missingAt = new Map<Name, MissingTypes>();
  for (const [owner, types] of missing) {
    const name = nameIn(frame, owner);
    if (nodes.has(name) && !boundaries.cuts.has(name)) missingAt.set(name, types);
  }
  return {
    ...frame,
    nodes: new NodeMap(nodes),
    cuts: boundaries.cuts,
    occluded: new NodeMap(occluded),
    longestTtlSeconds: longestTtlIn(nodes.values()),
    carriers: findCarriers(frame.apex, nodes),
    emptyNonTerminals,
    missing: new NodeMap(missingAt),
  };
}

export function longestTtlIn(nodes: Iterable<ZoneNode>, sinceBuilt = 0): number {
  let longest = sinceBuilt;
  for (const node of nodes) for (const { ttlSeconds } of node) longest = Math.max(longest, ttlSeconds);
  return longest;
}

/** Names between the apex and an owner exist although they have no records (RFC 4592 §2.2.2). */
function* absentAbove(nodes: ReadonlyMap<Name, ZoneNode>, name: Name, apex: Name): Generator<Name> {
  for (
    let above = parentOf(name);
    above !== undefined && above.length > apex.length && !nodes.has(above);
    above = parentOf(above)
  ) {
    yield above;
  }
}

export interface ZoneChange {
  readonly zone: Zone;
  /** The names whose records or answers changed, the apex among them when the serial, and so the SOA, did. */
  readonly names: readonly Name[];
  /** Names came, which are among them, or went, and are still among them. */
  readonly isReshaped?: true;
}

export interface BesideRecords {
  /** At the owners whose records are given, and no others. */
  readonly missing?: OwnedMissing;
  /** Owners that count as changed whenever a record changed. */
  readonly related?: readonly RelativeName[];
}

/**
 * The zone with other records at some owners, under the given serial. When only missing types differ, the zone keeps its own
 * serial; when not even these do, there is no change.
 */
export function changeZone(
  zone: Zone,
  records: OwnedRecords,
  serial: number,
  { missing = nothingMissing, related = [] }: BesideRecords = {},
): ZoneChange | undefined {
  const changes = new Map<Name, ZoneNode>();
  const missingChanges = new Map<Name, MissingTypes>();
  const occludedChanges = new Map<Name, ZoneNode>();
  const touchedCuts = new Set<Name>();
  for (const [owner, rrsets] of records) {
    const name = nameIn(zone, owner);
    const kept = name === zone.apex ? apexRecords(zone) : [];
    const node = [...kept, ...rrsets];
    const before = zone.nodes.get(name);
    if (before === undefined || zone.cuts.has(name)) {
      const cut = changeOccluded(zone, name, rrsets, occludedChanges);
      if (cut !== undefined) touchedCuts.add(cut);
      continue;
    }
    if (!areNodesEqual(before, node)) changes.set(name, node);
    const types = missing.get(owner) ?? [];
    if (!areTypesEqual(zone.missing.get(name) ?? [], types)) missingChanges.set(name, types);
  }
  const next = {
    ...zone,
    missing: zone.missing.with(missingChanges),
    occluded: zone.occluded.with(occludedChanges),
    longestTtlSeconds: longestTtlIn(changes.values(), zone.longestTtlSeconds),
  };
  if (changes.size === 0 && occludedChanges.size === 0) {
    return missingChanges.size === 0 ? undefined : { zone: next, names: [...missingChanges.keys()] };
  }
  const apexNode = changes.get(zone.apex) ?? zone.nodes.get(zone.apex) ?? [];
  const others = apexNode.filter((rrset) => rrset.type !== RecordType.SOA);
  changes.set(zone.apex, [soaOf({ ...zone, serial }), ...others]);
  const isAnswered = (name: Name) => zone.nodes.get(name) !== undefined && !zone.cuts.has(name);
  const relatedNames = related.map((owner) => nameIn(zone, owner)).filter(isAnswered);
  const hosts = [...changes.keys(), ...occludedChanges.keys()];
  const carriers = hosts.flatMap((host) => carriersOf(zone, host));
  const names = new Set([
    ...changes.keys(),
    ...touchedCuts,
    ...missingChanges.keys(),
    ...relatedNames,
    ...carriers,
  ]);
  return { zone: { ...next, serial, nodes: zone.nodes.with(changes) }, names: [...names] };
}

function carriersOf({ carriers }: Zone, host: Name): readonly Name[] {
  const names = carriers.get(host) ?? [];
  return names === 'crowded' ? [] : names;
}

/** What is at the apex because it is the apex, whatever records are given for it. */
export const apexTypes: ReadonlySet<number> = new Set([
  RecordType.SOA,
  RecordType.NS,
  RecordType.DNSKEY,
  RecordType.CDS,
  RecordType.CDNSKEY,
  RecordType.NSEC3PARAM,
]);

export function apexRecords(zone: Zone): ZoneNode {
  return (zone.nodes.get(zone.apex) ?? []).filter(({ type }) => apexTypes.has(type));
}

function nsOf(frame: ZoneFrame): RRset {
  return makeRRset(RecordType.NS, frame.nsTtlSeconds, frame.nameServers.map(nsRdata));
}

export function nameIn(frame: { readonly apex: Name }, owner: RelativeName): Name {
  const name = completeName(owner, frame.apex);
  invariant(name !== undefined, 'every configured owner fits into its zones');
  return name;
}
