// Whose answers change with the addresses of a host: those of the names whose records point to it.

import { hostIn, namesHosts } from '../wire/hosts-in.ts';
import type { Name } from '../wire/name.ts';
import type { RRset } from '../wire/rrset.ts';

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
    for (const { type, rdatas } of node) {
      if (!namesHosts(type)) continue;
      for (const rdata of rdatas) {
        const host = hostIn(type, rdata);
        if (host === undefined || host === name || !host.endsWith(apex)) continue;
        const known = carriers.get(host);
        if (known === undefined) carriers.set(host, [name]);
        else if (known === 'crowded' || known.at(-1) === name) continue;
        else if (known.push(name) > carriersMax) carriers.set(host, 'crowded');
      }
    }
  }
  return carriers;
}
