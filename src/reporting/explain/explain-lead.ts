// What leads away from a name, so that something else decides what it is answered.

import { isAtOrBelow, isWildcard, type Name, parentOf, printName, wildcardBelow } from '../../wire/name.ts';
import { RecordType } from '../../wire/protocol.ts';
import { nameAt } from '../../wire/rdata.ts';
import { findRRset, type Zone } from '../../zone/zone.ts';

/** Half a sentence whose subject is the name; nothing where the name itself decides. */
export function explainLead(name: Name, zone: Zone): string | undefined {
  for (let at: Name | undefined = name; at !== undefined && isAtOrBelow(at, zone.apex); at = parentOf(at)) {
    if (zone.cuts.has(at)) return `is delegated at ${printName(at)}: other name servers answer for it`;
    const redirected = at === name || isWildcard(at) ? undefined : targetOf(zone, at, RecordType.DNAME);
    if (redirected !== undefined) {
      const prefix = name.slice(0, name.length - at.length);
      return `is below the DNAME of ${printName(at)}, which redirects it to ${printName(`${prefix}${redirected}` as Name)}`;
    }
    if (zone.nodes.get(at) === undefined) continue;
    // The name, or its closest encloser, below which a wildcard stands in.
    const owner = at === name ? name : wildcardBelow(at);
    const target = targetOf(zone, owner, RecordType.CNAME);
    return target === undefined ? undefined : `is a CNAME of ${printName(target)}, which has the addresses`;
  }
  return undefined;
}

function targetOf(zone: Zone, owner: Name, type: number): Name | undefined {
  const [rdata] = findRRset(zone, owner, type)?.rdatas ?? [];
  return rdata === undefined ? undefined : nameAt(rdata, 0);
}
