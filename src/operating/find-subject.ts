// What an operator's text refers to in the configuration: an address, an address with a port, or a name.

import type { ZoneContent } from '../config/zones/zone-config.ts';
import { parseAddressSubject, type Subject } from '../health/deciding/overrides.ts';
import type { Resolution } from '../health/deciding/resolution.ts';
import {
  isAtOrBelow,
  type Name,
  parseMasterName,
  type RelativeName,
  relativeTo,
  rootName,
} from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import { nameAt } from '../wire/rdata.ts';
import { completeRRset } from '../zone/static-records.ts';
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
  const name = absoluteName(text);
  if (name === undefined) return undefined;
  let inner: { readonly content: ZoneContent; readonly apex: Name } | undefined;
  for (const content of contents) {
    for (const apex of [content.hostedZone, ...content.aliasZones]) {
      if (isAtOrBelow(name, apex) && apex.length > (inner?.apex.length ?? 0)) inner = { content, apex };
    }
  }
  return inner?.content;
}

/** Of a name that is configured with records alone, which no drain changes; its CNAME, where it is one. */
export function findRecordsOnly(
  text: string,
  contents: readonly ZoneContent[],
): { readonly alias?: Name } | undefined {
  for (const { hostedZone, aliasZones, records } of contents) {
    const relative = relativeOwner(text, hostedZone);
    const owners = [
      ...(relative === undefined ? [] : [relative]),
      ...ownersBelow(text, [hostedZone, ...aliasZones]),
    ];
    const owner = owners.find((one) => records.has(one));
    const rrsets = owner === undefined ? undefined : records.get(owner);
    if (rrsets === undefined) continue;
    const cname = rrsets.find(({ type }) => type === RecordType.CNAME);
    const [rdata] = cname === undefined ? [] : completeRRset(cname, hostedZone).rdatas;
    return rdata === undefined ? {} : { alias: nameAt(rdata, 0) };
  }
  return undefined;
}

/** Whether it covers anything published or probed. */
export function isKnownSubject(subject: Subject, resolutions: readonly Resolution[]): boolean {
  return (
    coversAny({ action: 'drain', subject }, resolutions) || coversAny({ action: 'up', subject }, resolutions)
  );
}

function findRelative(text: string, { hostedZone, resolutions }: ZoneContent): readonly Subject[] {
  const owner = relativeOwner(text, hostedZone);
  return owner === undefined ? [] : subjectsAt([owner], resolutions);
}

/** As master files write it, so that nothing has to be escaped: a reverse zone has names such as `0/25`. */
function relativeOwner(text: string, apex: Name): RelativeName | undefined {
  const read = parseMasterName(text.trim(), apex);
  return read.ok && read.value.isRelative ? relativeTo(apex, read.value.name) : undefined;
}

function absoluteName(text: string): Name | undefined {
  const read = parseMasterName(text.trim(), rootName);
  return read.ok ? read.value.name : undefined;
}

function ownersBelow(text: string, apexes: readonly Name[]): readonly RelativeName[] {
  const name = absoluteName(text);
  if (name === undefined) return [];
  return apexes.filter((apex) => isAtOrBelow(name, apex)).map((apex) => relativeTo(apex, name));
}

/** Written with its zone, which may be an alias. */
function findAbsolute(
  text: string,
  { hostedZone, aliasZones, resolutions }: ZoneContent,
): readonly Subject[] {
  return subjectsAt(ownersBelow(text, [hostedZone, ...aliasZones]), resolutions);
}

/** One zone of a group may lie in another, so a name may have two owners: the first that is configured wins. */
function subjectsAt(owners: readonly RelativeName[], resolutions: readonly Resolution[]): readonly Subject[] {
  for (const owner of owners) {
    const found = resolutions.find((one) => one.owner === owner && one.madeOf === undefined);
    if (found !== undefined) return [{ kind: 'name', name: found.name, label: found.label.toLowerCase() }];
  }
  return [];
}
