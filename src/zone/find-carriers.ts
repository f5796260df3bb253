// Whose answers change with the addresses of a host: those of the names whose records point to it.

import { hostIn, namesHosts } from '../wire/hosts-in.ts';
import type { Name } from '../wire/name.ts';
import type { RRset } from '../wire/rrset.ts';

/** By host, for hosts of the zone. Names whose records come and go with health are not looked for. */
export type Carriers = ReadonlyMap<Name, readonly Name[]>;

export function findCarriers(apex: Name, nodes: ReadonlyMap<Name, readonly RRset[]>): Carriers {
  const carriers = new Map<Name, Name[]>();
  for (const [name, node] of nodes) {
    for (const { type, rdatas } of node) {
      if (!namesHosts(type)) continue;
      for (const rdata of rdatas) {
        const host = hostIn(type, rdata);
        if (host === undefined || host === name || !host.endsWith(apex)) continue;
        const known = carriers.get(host);
        if (known === undefined) carriers.set(host, [name]);
        else if (known.at(-1) !== name) known.push(name);
      }
    }
  }
  return carriers;
}
