// What an operator means by a text: an address, an address with a port, or a name, as they stand in the configuration.

import type { ZoneContent } from '../config/read-config.ts';
import { parseAddressSubject, type Subject } from '../health/deciding/overrides.ts';
import type { Resolution } from '../health/deciding/resolution.ts';
import { isAtOrBelow, parseAbsoluteOwner, parseOwner, type RelativeName, relativeTo } from '../wire/name.ts';
import { hasPlace } from './override-reach.ts';

/** More than one when several zones have a name that is written like this. */
export function findSubjects(text: string, contents: readonly ZoneContent[]): readonly Subject[] {
  const place = parseAddressSubject(text);
  if (place !== undefined) {
    const resolutions = contents.flatMap((content) => content.resolutions);
    return isKnownSubject(place, resolutions) ? [place] : [];
  }
  const relative = contents.flatMap((content) => findRelative(text, content));
  return relative.length > 0 ? relative : contents.flatMap((content) => findAbsolute(text, content));
}

/** Whether something is published or probed that it is about. */
export function isKnownSubject(subject: Subject, resolutions: readonly Resolution[]): boolean {
  return (
    hasPlace({ action: 'drain', subject }, resolutions) || hasPlace({ action: 'up', subject }, resolutions)
  );
}

function findRelative(text: string, { resolutions }: ZoneContent): readonly Subject[] {
  const owner = parseOwner(text.trim());
  return owner.ok ? subjectsAt([owner.value], resolutions) : [];
}

/** With its zone behind it, which may be an alias. */
function findAbsolute(
  text: string,
  { hostedZone, aliasZones, resolutions }: ZoneContent,
): readonly Subject[] {
  const name = parseAbsoluteOwner(text.trim());
  if (!name.ok) return [];
  const above = [hostedZone, ...aliasZones].filter((apex) => isAtOrBelow(name.value, apex));
  const owners = above.map((apex) => relativeTo(apex, name.value));
  return subjectsAt(owners, resolutions);
}

/** One zone of a group may lie in another, so that a name is called by two owners: the first that is configured is meant. */
function subjectsAt(owners: readonly RelativeName[], resolutions: readonly Resolution[]): readonly Subject[] {
  for (const owner of owners) {
    const found = resolutions.find((one) => one.owner === owner && one.madeOf === undefined);
    if (found !== undefined) return [{ kind: 'name', name: found.name, label: found.label.toLowerCase() }];
  }
  return [];
}
