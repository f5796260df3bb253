// Where a zone ends although names go on: at delegations, below which other zones begin (RFC 1034 §4.2.1), and at DNAMEs,
// below which names are redirected (RFC 6672 §2.4). Refuses to know what is answered there.

import { completeName, isWildcard, type Name, parentOf } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import { areNodesEqual } from './compare-zones.ts';
import type { OwnedRecords, Zone, ZoneNode } from './zone.ts';

export interface Boundaries {
  /** Delegated names, none below another boundary. */
  readonly cuts: ReadonlySet<Name>;
  readonly dnames: ReadonlySet<Name>;
}

export function findBoundaries(apex: Name, records: OwnedRecords): Boundaries {
  const cuts = new Set<Name>();
  const dnames = new Set<Name>();
  for (const [owner, rrsets] of records) {
    for (const { type } of rrsets) {
      if (type !== RecordType.NS && type !== RecordType.DNAME) continue;
      const name = completeName(owner, apex);
      // RFC 4592 §4.2, §4.4: what these would mean at a wildcard is left open. They are data like any other there.
      if (name === undefined || isWildcard(name)) continue;
      if (type === RecordType.DNAME) dnames.add(name);
      else if (name !== apex) cuts.add(name);
    }
  }
  const all = { cuts, dnames };
  return {
    cuts: new Set([...cuts].filter((name) => !isBelowBoundary(all, apex, name))),
    dnames: new Set([...dnames].filter((name) => !cuts.has(name) && !isBelowBoundary(all, apex, name))),
  };
}

/** What of the records at a name the zone answers with, if any may be there at all, and what it does not. */
export function divideNode(
  boundaries: Boundaries,
  apex: Name,
  name: Name,
  node: ZoneNode,
): { readonly own: ZoneNode | undefined; readonly hidden: ZoneNode } {
  const { cuts, dnames } = boundaries;
  if (cuts.size === 0 && dnames.size === 0) return { own: node, hidden: [] };
  if (isBelowBoundary(boundaries, apex, name)) return { own: undefined, hidden: node };
  if (!cuts.has(name)) return { own: node, hidden: [] };
  return {
    own: node.filter(({ type }) => delegationTypes.has(type)),
    hidden: node.filter(({ type }) => !delegationTypes.has(type)),
  };
}

/** What the parent answers with at a cut, beside NSEC (RFC 4035 §3.1.4.1). */
const delegationTypes: ReadonlySet<number> = new Set([RecordType.NS, RecordType.DS]);

function isBelowBoundary({ cuts, dnames }: Boundaries, apex: Name, name: Name): boolean {
  return boundaryAbove(apex, name, (above) => cuts.has(above) || dnames.has(above)) !== undefined;
}

/** The lowest boundary above a name of the zone. */
function boundaryAbove(apex: Name, name: Name, isBoundary: (above: Name) => boolean): Name | undefined {
  if (name === apex) return undefined;
  for (let above = parentOf(name); above !== undefined; above = parentOf(above)) {
    if (isBoundary(above)) return above;
    if (above === apex) return undefined;
  }
  return undefined;
}

/** Changes records at or below a cut; returns the cut when its glue may have changed. */
export function changeOccluded(
  zone: Zone,
  name: Name,
  node: ZoneNode,
  changes: Map<Name, ZoneNode>,
): Name | undefined {
  const cut = delegationOf(zone, name);
  const hidden = cut === name ? node.filter(({ type }) => !delegationTypes.has(type)) : node;
  if (areNodesEqual(zone.occluded.get(name) ?? [], hidden)) return undefined;
  changes.set(name, hidden);
  return cut;
}

/** The cut that a name is at or below. */
export function delegationOf({ apex, cuts }: Pick<Zone, 'apex' | 'cuts'>, name: Name): Name | undefined {
  return cuts.has(name) ? name : boundaryAbove(apex, name, (above) => cuts.has(above));
}
