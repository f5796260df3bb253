// Which name a text means among the zones that are served, and which of their nodes answers for it.

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

/** Absolute, or relative to the hosted zone. */
export function findName(
  text: string,
  zones: readonly Zone[],
): { readonly name: Name; readonly zone: Zone } | undefined {
  const absolute = parseAbsoluteOwner(text);
  if (absolute.ok) {
    const containing = zones.filter(({ apex }) => isAtOrBelow(absolute.value, apex));
    // One zone may lie in another: the inner one answers.
    const zone = containing.sort((a, b) => b.apex.length - a.apex.length)[0];
    if (zone !== undefined) return { name: absolute.value, zone };
  }
  const [hosted] = zones;
  const owner = parseOwner(text);
  const name = hosted !== undefined && owner.ok ? completeName(owner.value, hosted.apex) : undefined;
  return hosted === undefined || name === undefined ? undefined : { name, zone: hosted };
}

/** Of the node that answers for a name: its own, or the wildcard below its closest encloser (RFC 4592 §3.3.1). */
export function ownerOf(name: Name, { apex, nodes }: Zone): RelativeName | undefined {
  if (nodes.get(name) !== undefined) return relativeTo(apex, name);
  let encloser = parentOf(name);
  while (encloser !== undefined && nodes.get(encloser) === undefined) encloser = parentOf(encloser);
  const wildcard = encloser === undefined ? undefined : wildcardBelow(encloser);
  return wildcard === undefined || nodes.get(wildcard) === undefined ? undefined : relativeTo(apex, wildcard);
}
