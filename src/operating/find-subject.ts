// What an operator means by a text: an address, an address with a port, or a name, as it stands in the configuration.

import { parseSubject, type Subject } from '../health/deciding/overrides.ts';
import type { Resolution } from '../health/deciding/resolution.ts';
import { isAtOrBelow, type Name, parseAbsoluteOwner, type RelativeName, relativeTo } from '../wire/name.ts';
import { hasPlace } from './override-reach.ts';

/** A name may come with its zone behind it. */
export function findSubject(
  text: string,
  resolutions: readonly Resolution[],
  zones: readonly Name[],
): Subject | undefined {
  const subject = parseSubject(text);
  if (subject !== undefined && isKnownSubject(subject, resolutions)) return subject;
  const name = parseAbsoluteOwner(text);
  if (!name.ok) return undefined;
  for (const owner of ownersIn(zones, name.value)) {
    const found = resolutions.find((resolution) => resolution.owner === owner);
    if (found !== undefined) return { kind: 'name', owner, label: found.label.toLowerCase() };
  }
  return undefined;
}

/** Whether something is published or probed that it is about. */
export function isKnownSubject(subject: Subject, resolutions: readonly Resolution[]): boolean {
  return (
    hasPlace({ action: 'drain', subject }, resolutions) || hasPlace({ action: 'up', subject }, resolutions)
  );
}

/** What an absolute name is called in each zone that it lies in. */
function ownersIn(zones: readonly Name[], name: Name): RelativeName[] {
  return zones.filter((apex) => isAtOrBelow(name, apex)).map((apex) => relativeTo(apex, name));
}
