// Whose answers change with the addresses of a host: those of the names whose records point to it.

import { hostIn, namesHosts } from '../wire/hosts-in.ts';
import type { Name } from '../wire/name.ts';
import type { RRset } from '../wire/rrset.ts';
import type { NodeMap } from './node-map.ts';

/**
 * By host, for hosts of the zone. Names whose records come and go with health are not looked for. A crowded host is one
 * that too many names point to: its addresses come along with none of them, but for the apex.
 */
export type Carriers = ReadonlyMap<Name, readonly Name[] | 'crowded'>;

/** Compiling so many answers takes some 10 ms, and all of them change with one verdict. Addresses are a courtesy. */
export const carriersMax = 1000;

export function findCarriers(apex: Name, nodes: ReadonlyMap<Name, readonly RRset[]>): Carriers {
  const carriers = new Map<Name, Name[] | 'crowded'>();
  for (const [name, node] of nodes) {
    for (const host of hostsOf(apex, name, node)) {
      const known = carriers.get(host);
      if (known === undefined) carriers.set(host, [name]);
      else if (known === 'crowded' || known.at(-1) === name) continue;
      else if (known.push(name) > carriersMax) carriers.set(host, 'crowded');
    }
  }
  return carriers;
}

/** A zone, and whose answers carry what in it. */
export interface Carried {
  readonly apex: Name;
  readonly nodes: NodeMap<readonly RRset[]>;
  readonly carriers: Carriers;
}

/** With other records at some names, none of which may be any more. Undefined when a host is crowded now: that changes all of its names. */
export function changeCarriers(
  { apex, nodes, carriers }: Carried,
  changes: ReadonlyMap<Name, readonly RRset[]>,
): Carriers | undefined {
  const next = new Map<Name, readonly Name[] | 'crowded'>();
  const namesOf = (host: Name) => next.get(host) ?? carriers.get(host) ?? [];
  for (const [name, node] of changes) {
    for (const host of hostsOf(apex, name, nodes.get(name) ?? [])) {
      const names = namesOf(host);
      if (names !== 'crowded')
        next.set(
          host,
          names.filter((other) => other !== name),
        );
    }
    for (const host of new Set(hostsOf(apex, name, node))) {
      const names = namesOf(host);
      if (names === 'crowded') continue;
      if (names.length >= carriersMax) return undefined;
      next.set(host, [...names, name]);
    }
  }
  return next.size === 0 ? carriers : new Map([...carriers, ...next]);
}

/** Those in the zone that records at a name point to. */
function* hostsOf(apex: Name, name: Name, node: readonly RRset[]): Generator<Name> {
  for (const { type, rdatas } of node) {
    if (!namesHosts(type)) continue;
    for (const rdata of rdatas) {
      const host = hostIn(type, rdata);
      if (host !== undefined && host !== name && host.endsWith(apex)) yield host;
    }
  }
}
