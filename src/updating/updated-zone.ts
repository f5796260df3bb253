// What updates have made of a zone: its records, and of each who made it and when. Immutable. Refuses to know rules, messages
// and files.

import type { Name, RelativeName } from '../wire/name.ts';
import type { Rdata } from '../wire/rdata.ts';
import { makeRRset } from '../wire/rrset.ts';
import type { OwnedRecords, ZoneNode } from '../zone/zone.ts';

/** A key; absent: the operator, over the control socket. */
export type Maker = Name | undefined;

/** Where a record comes from. */
export interface Origin {
  readonly by: Maker;
  readonly atSeconds: number;
  /** When it goes by itself. */
  readonly untilSeconds?: number | undefined;
}

export interface UpdatedRRset {
  readonly ttlSeconds: number;
  /** At least one. */
  readonly origins: ReadonlyMap<Rdata, Origin>;
}

/** By type; at least one. */
export type UpdatedNode = ReadonlyMap<number, UpdatedRRset>;

export interface UpdatedZone {
  readonly nodes: ReadonlyMap<RelativeName, UpdatedNode>;
  /** What counts for limits. */
  readonly sizes: Sizes;
  /** When it was last changed. */
  readonly changedSeconds: number;
}

export interface Sizes {
  readonly records: number;
  /** Of owners and data. */
  readonly octets: number;
  /** Records that go by themselves. */
  readonly ending: number;
  readonly byMaker: ReadonlyMap<Maker, number>;
}

/** By hosted zone, served or not. */
export type UpdatedZones = ReadonlyMap<Name, UpdatedZone>;

export const emptyZone: UpdatedZone = {
  nodes: new Map(),
  sizes: { records: 0, octets: 0, ending: 0, byMaker: new Map() },
  changedSeconds: 0,
};

/** Sizes that are counted up and down. */
export class SizeCount {
  records: number;
  octets: number;
  ending: number;
  readonly byMaker: Map<Maker, number>;

  constructor({ records, octets, ending, byMaker }: Sizes) {
    this.records = records;
    this.octets = octets;
    this.ending = ending;
    this.byMaker = new Map(byMaker);
  }

  /** `sign`: 1 for a node that came, -1 for one that went. */
  count(owner: RelativeName, node: UpdatedNode | undefined, sign: 1 | -1): void {
    for (const { origins } of node?.values() ?? []) {
      for (const [rdata, { by, untilSeconds }] of origins) {
        this.records += sign;
        this.octets += sign * (owner.length + rdata.length);
        if (untilSeconds !== undefined) this.ending += sign;
        this.byMaker.set(by, (this.byMaker.get(by) ?? 0) + sign);
      }
    }
  }
}

export function sizesOf(nodes: UpdatedZone['nodes']): Sizes {
  const count = new SizeCount(emptyZone.sizes);
  for (const [owner, node] of nodes) count.count(owner, node, 1);
  return count;
}

/** Made once for each: most names stay as they are. */
const published = new WeakMap<UpdatedNode, ZoneNode>();
const publishedZones = new WeakMap<UpdatedZone, OwnedRecords>();

export function recordsOf(zone: UpdatedZone): OwnedRecords {
  const known = publishedZones.get(zone);
  if (known !== undefined) return known;
  const records = new Map([...zone.nodes].map(([owner, node]) => [owner, nodeOf(node)]));
  publishedZones.set(zone, records);
  return records;
}

export function nodeOf(node: UpdatedNode): ZoneNode {
  const known = published.get(node);
  if (known !== undefined) return known;
  const made = [...node].map(([type, { ttlSeconds, origins }]) =>
    makeRRset(type, ttlSeconds, origins.keys()),
  );
  published.set(node, made);
  return made;
}

/** A record that goes by itself. */
export interface EndingRecord {
  readonly owner: RelativeName;
  readonly type: number;
  readonly rdata: Rdata;
  readonly untilSeconds: number;
}

export function* endingRecords({ nodes, sizes }: UpdatedZone): Generator<EndingRecord> {
  // Few zones have any, and all of them are looked at for each change.
  if (sizes.ending === 0) return;
  for (const [owner, node] of nodes)
    for (const [type, { origins }] of node)
      for (const [rdata, { untilSeconds }] of origins)
        if (untilSeconds !== undefined) yield { owner, type, rdata, untilSeconds };
}

/** When the first record goes by itself. */
export function firstEndSeconds(zones: Iterable<UpdatedZone>): number | undefined {
  let first: number | undefined;
  for (const zone of zones)
    for (const { untilSeconds } of endingRecords(zone)) first = Math.min(first ?? untilSeconds, untilSeconds);
  return first;
}
