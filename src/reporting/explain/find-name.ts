// Which name a text means among the zones that are served, and which of their nodes answers for it.

import type { ZoneGroup } from '../../publishing/zone-group.ts';
import {
  completeName,
  isAtOrBelow,
  type Name,
  parentOf,
  parseAbsoluteOwner,
  parseOwner,
  type RelativeName,
  relativeTo,
  wildcardBelow,
} from '../../wire/name.ts';
import type { Zone } from '../../zone/zone.ts';

export interface FoundName {
  readonly name: Name;
  readonly zone: Zone;
  readonly group: ZoneGroup;
}

/** Absolute, or relative to a hosted zone: to the only one, or to the only one that has such a name. */
export function findName(text: string, groups: readonly ZoneGroup[]): FoundName | undefined {
  const absolute = parseAbsoluteOwner(text);
  if (absolute.ok) {
    const zones = groups.flatMap((group) => group.zones.map((zone) => ({ zone, group })));
    const containing = zones.filter(({ zone }) => isAtOrBelow(absolute.value, zone.apex));
    // One zone may lie in another: the inner one answers.
    const inner = containing.sort((a, b) => b.zone.apex.length - a.zone.apex.length)[0];
    if (inner !== undefined) return { name: absolute.value, ...inner };
  }
  const owner = parseOwner(text);
  if (!owner.ok) return undefined;
  const relative = groups.flatMap((group) => {
    const name = completeName(owner.value, group.apex);
    return name === undefined ? [] : [{ name, zone: group.main, group }];
  });
  const found =
    relative.length > 1 ? relative.filter(({ name, zone }) => zone.nodes.get(name) !== undefined) : relative;
  return found.length === 1 ? found[0] : undefined;
}

/** Of the node that answers for a name: its own, or the wildcard below its closest encloser (RFC 4592 §3.3.1). */
export function ownerOf(name: Name, { apex, nodes }: Zone): RelativeName | undefined {
  if (nodes.get(name) !== undefined) return relativeTo(apex, name);
  let encloser = parentOf(name);
  while (encloser !== undefined && nodes.get(encloser) === undefined) encloser = parentOf(encloser);
  const wildcard = encloser === undefined ? undefined : wildcardBelow(encloser);
  return wildcard === undefined || nodes.get(wildcard) === undefined ? undefined : relativeTo(apex, wildcard);
}
