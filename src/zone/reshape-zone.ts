// A zone in which names come and go, made from the one before: all that stays is shared with it. Refuses to know who wants them
// to, and gives up where another zone begins or names are redirected.

import { type Name, parentOf, type RelativeName } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import { delegationOf } from './boundaries.ts';
import { apexRecords, type BesideRecords, longestTtlIn, nameIn, type ZoneChange } from './build-zone.ts';
import { areNodesEqual, areTypesEqual } from './compare-zones.ts';
import { changeCarriers } from './find-carriers.ts';
import { type MissingTypes, type OwnedRecords, soaOf, type Zone, type ZoneNode } from './zone.ts';

export interface ReshapedOwners extends Required<BesideRecords> {
  readonly records: OwnedRecords;
  /** Whether there is such a name by itself, and not only because there is one below it. */
  readonly stands: (owner: RelativeName) => boolean;
}

/** `unchanged`: nothing differs. Undefined: build the zone anew. */
export function reshapeZone(
  zone: Zone,
  { records, stands, missing, related }: ReshapedOwners,
  serial: number,
): ZoneChange | 'unchanged' | undefined {
  const shape = new Shape(zone);
  const missingChanges = new Map<Name, MissingTypes>();
  for (const [owner, rrsets] of records) {
    const name = nameIn(zone, owner);
    if (isBeyondBoundary(zone, name, rrsets)) return undefined;
    if (name !== zone.apex && !stands(owner)) shape.remove(name);
    else shape.set(name, name === zone.apex ? [...apexRecords(zone), ...rrsets] : rrsets);
    const types = missing.get(owner) ?? [];
    if (!areTypesEqual(zone.missing.get(name) ?? [], types)) missingChanges.set(name, types);
  }
  const { changes, gone, emptyNonTerminals } = shape.finish();
  if (changes.size === 0 && gone.size === 0 && missingChanges.size === 0) return 'unchanged';
  const differing = [...changes.keys(), ...gone];
  const carriers = changeCarriers(zone, new Map(differing.map((name) => [name, changes.get(name) ?? []])));
  if (carriers === undefined) return undefined;
  const apexNode = changes.get(zone.apex) ?? zone.nodes.get(zone.apex) ?? [];
  changes.set(zone.apex, [
    soaOf({ ...zone, serial }),
    ...apexNode.filter(({ type }) => type !== RecordType.SOA),
  ]);
  const nodes = zone.nodes.with(changes, gone);
  const users = differing.flatMap((host) => {
    const names = carriers.get(host) ?? [];
    return names === 'crowded' ? [] : names;
  });
  const answered = [...missingChanges.keys(), ...related.map((owner) => nameIn(zone, owner)), ...users];
  const names = new Set([
    zone.apex,
    ...differing,
    ...answered.filter((name) => nodes.get(name) !== undefined),
  ]);
  return {
    zone: {
      ...zone,
      serial,
      nodes,
      emptyNonTerminals,
      carriers,
      missing: zone.missing.with(missingChanges, gone),
      longestTtlSeconds: longestTtlIn(changes.values(), zone.longestTtlSeconds),
    },
    names: [...names],
    isReshaped: true,
  };
}

/** Which names are whose would change with it. */
function isBeyondBoundary(zone: Zone, name: Name, node: ZoneNode): boolean {
  const isBoundary = ({ type }: { readonly type: number }) =>
    type === RecordType.DNAME || (type === RecordType.NS && name !== zone.apex);
  if (node.some(isBoundary) || zone.nodes.get(name)?.some(isBoundary)) return true;
  if (zone.occluded.get(name) !== undefined || delegationOf(zone, name) !== undefined) return true;
  for (let above = name; above !== zone.apex; ) {
    above = parentOf(above) ?? zone.apex;
    if (zone.nodes.get(above)?.some(({ type }) => type === RecordType.DNAME)) return true;
  }
  return false;
}

/** Which names there are: those that stand, and those above them. */
class Shape {
  readonly #zone: Zone;
  readonly #changes = new Map<Name, ZoneNode>();
  readonly #removed = new Set<Name>();
  readonly #emptyNonTerminals: Set<Name>;

  constructor(zone: Zone) {
    this.#zone = zone;
    this.#emptyNonTerminals = new Set(zone.emptyNonTerminals);
  }

  set(name: Name, node: ZoneNode): void {
    const before = this.#zone.nodes.get(name);
    const isEmpty = this.#emptyNonTerminals.delete(name);
    if (before === undefined || isEmpty || !areNodesEqual(before, node)) this.#changes.set(name, node);
  }

  remove(name: Name): void {
    const { nodes, emptyNonTerminals } = this.#zone;
    if (nodes.get(name) !== undefined && !emptyNonTerminals.has(name)) this.#removed.add(name);
  }

  finish() {
    for (const name of [...this.#changes.keys()]) this.#addAbove(name);
    const gone = this.#removed.size === 0 ? new Set<Name>() : this.#removeEmpty();
    return { changes: this.#changes, gone, emptyNonTerminals: this.#emptyNonTerminals };
  }

  /** RFC 4592 §2.2.2. */
  #addAbove(name: Name): void {
    const { nodes, apex } = this.#zone;
    // Nothing above it is the zone's.
    if (name === apex) return;
    for (let above = parentOf(name); above !== undefined && above !== apex; above = parentOf(above)) {
      if (nodes.get(above) !== undefined || this.#changes.has(above)) return;
      this.#changes.set(above, []);
      this.#emptyNonTerminals.add(above);
    }
  }

  /** What is removed stays as an empty non-terminal if there is a name below it; what is one goes with its last name. */
  #removeEmpty(): ReadonlySet<Name> {
    const candidates = new Set(this.#removed);
    for (const name of this.#removed) {
      for (
        let above = parentOf(name);
        above !== undefined && above !== this.#zone.apex;
        above = parentOf(above)
      )
        if (this.#emptyNonTerminals.has(above)) candidates.add(above);
    }
    const children = this.#countChildren(candidates);
    const gone = new Set<Name>();
    // The lowest first.
    for (const name of [...candidates].sort((a, b) => b.length - a.length)) {
      if ((children.get(name) ?? 0) > 0) {
        if (!this.#removed.has(name)) continue;
        this.#changes.set(name, []);
        this.#emptyNonTerminals.add(name);
        continue;
      }
      gone.add(name);
      this.#changes.delete(name);
      this.#emptyNonTerminals.delete(name);
      const parent = parentOf(name);
      if (parent !== undefined) children.set(parent, (children.get(parent) ?? 0) - 1);
    }
    return gone;
  }

  /** Looks at every name once, which for a hundred thousand takes some 20 ms: less than it costs to keep count. */
  #countChildren(parents: ReadonlySet<Name>): Map<Name, number> {
    const { nodes } = this.#zone;
    const counts = new Map<Name, number>();
    const octetsMin = Math.min(...Array.from(parents, ({ length }) => length));
    const count = (name: Name) => {
      if (name.length - name.charCodeAt(0) - 1 < octetsMin) return;
      const parent = parentOf(name);
      if (parent !== undefined && parents.has(parent)) counts.set(parent, (counts.get(parent) ?? 0) + 1);
    };
    for (const name of nodes.names()) count(name);
    for (const name of this.#changes.keys()) if (nodes.get(name) === undefined) count(name);
    return counts;
  }
}
