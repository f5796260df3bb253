// Names by owner and by target, and what becomes of these indexes when some names have other addresses: copying them is much
// less work than making them anew.

import type { ServiceBinding } from '../config/names/service-binding.ts';
import { decidingFor, type Resolution, targetsOf } from '../health/deciding/resolution.ts';
import type { Service, ServiceHost } from '../health/deciding/service.ts';
import { type Name, parentOf, type RelativeName, relativeTo } from '../wire/name.ts';

/** Names as they were, and as they are. */
export type Replaced = ReadonlyMap<Resolution, Resolution>;

export const nothingReplaced: Replaced = new Map();

/** Which names use a target, by its key. */
export type Users = ReadonlyMap<string, readonly Resolution[]>;

export function usersOfTargets(resolutions: readonly Resolution[]): Users {
  return group(resolutions, targetKeysOf);
}

export function byOwner<Item extends { readonly owner: RelativeName }>(
  items: readonly Item[],
): ReadonlyMap<RelativeName, Item> {
  return new Map(items.map((item) => [item.owner, item]));
}

export function replaceResolutions(
  before: ReadonlyMap<RelativeName, Resolution>,
  replaced: Replaced,
): ReadonlyMap<RelativeName, Resolution> {
  if (replaced.size === 0) return before;
  const after = new Map(before);
  for (const resolution of replaced.values()) after.set(resolution.owner, resolution);
  return after;
}

export function replaceUsers(before: Users, replaced: Replaced): Users {
  if (replaced.size === 0) return before;
  const after = new Map(before);
  for (const key of new Set([...replaced.keys()].flatMap(targetKeysOf))) {
    const others = (before.get(key) ?? []).filter((user) => !replaced.has(user));
    if (others.length === 0) after.delete(key);
    else after.set(key, others);
  }
  for (const [key, users] of group([...replaced.values()], targetKeysOf))
    after.set(key, [...(after.get(key) ?? []), ...users]);
  return after;
}

export function group<Key, Item>(
  items: readonly Item[],
  keysOf: (item: Item) => readonly Key[],
): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else if (group.at(-1) !== item) group.push(item);
    }
  }
  return groups;
}

function targetKeysOf(resolution: Resolution): readonly string[] {
  return targetsOf(decidingFor(resolution)).map(({ key }) => key);
}

/** By a name, those whose records or answers have addresses of it. */
export function usersOfAddresses(
  items: readonly (Service | ServiceBinding)[],
  aliases: ReadonlySet<Name>,
): ReadonlyMap<RelativeName, readonly (Service | ServiceBinding)[]> {
  return group<RelativeName, Service | ServiceBinding>(items, (item) =>
    hostsOf(item).flatMap((host) => ownersOf(host, aliases)),
  );
}

/** A host written with the name of an alias zone counts as outside, but answers in that zone carry its addresses. */
function ownersOf(host: ServiceHost, aliases: ReadonlySet<Name>): RelativeName[] {
  if (host.kind === 'inside') return [host.owner];
  for (let above: Name | undefined = host.name; above !== undefined; above = parentOf(above))
    if (aliases.has(above)) return [relativeTo(above, host.name)];
  return [];
}

function hostsOf(item: Service | ServiceBinding): readonly ServiceHost[] {
  if ('places' in item) return item.places.map(({ host }) => host);
  return item.target === undefined ? [] : [item.target];
}
