// What an operator's text refers to in the configuration: an address, an address with a port, or a name.

import type { ZoneContent } from '../config/zones/zone-config.ts';
import { parseAddressSubject, type Subject } from '../health/deciding/overrides.ts';
import type { Resolution } from '../health/deciding/resolution.ts';
import {
  isAtOrBelow,
  type Name,
  parseAbsoluteOwner,
  parseOwner,
  type RelativeName,
  relativeTo,
} from '../wire/name.ts';
import { coversAny } from './override-reach.ts';

/** More than one if several zones have such a name. */
export function findSubjects(text: string, contents: readonly ZoneContent[]): readonly Subject[] {
  const addressSubject = parseAddressSubject(text);
  if (addressSubject !== undefined) {
    const resolutions = contents.flatMap((content) => content.resolutions);
    return isKnownSubject(addressSubject, resolutions) ? [addressSubject] : [];
  }
  const relative = contents.flatMap((content) => findRelative(text, content));
  if (relative.length > 0) return relative;
  // Of zones within zones the innermost answers, whatever the outer one has there.
  const inner = innermostOf(text, contents);
  return inner === undefined ? [] : findAbsolute(text, inner);
}

function innermostOf(text: string, contents: readonly ZoneContent[]): ZoneContent | undefined {
  const name = parseAbsoluteOwner(text.trim());
  if (!name.ok) return undefined;
  let inner: { readonly content: ZoneContent; readonly apex: Name } | undefined;
  for (const content of contents) {
    for (const apex of [content.hostedZone, ...content.aliasZones]) {
      if (isAtOrBelow(name.value, apex) && apex.length > (inner?.apex.length ?? 0)) inner = { content, apex };
    }
  }
  return inner?.content;
}

/** Whether it covers anything published or probed. */
export function isKnownSubject(subject: Subject, resolutions: readonly Resolution[]): boolean {
  return (
    coversAny({ action: 'drain', subject }, resolutions) || coversAny({ action: 'up', subject }, resolutions)
  );
}

function findRelative(text: string, { resolutions }: ZoneContent): readonly Subject[] {
  const owner = parseOwner(text.trim());
  return owner.ok ? subjectsAt([owner.value], resolutions) : [];
}

/** Written with its zone, which may be an alias. */
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

/** One zone of a group may lie in another, so a name may have two owners: the first that is configured wins. */
function subjectsAt(owners: readonly RelativeName[], resolutions: readonly Resolution[]): readonly Subject[] {
  for (const owner of owners) {
    const found = resolutions.find((one) => one.owner === owner && one.madeOf === undefined);
    if (found !== undefined) return [{ kind: 'name', name: found.name, label: found.label.toLowerCase() }];
  }
  return [];
}
