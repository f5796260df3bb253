// Names by owner and by target, and what becomes of these indexes when some names have other addresses: copying them is much
// less work than making them anew.

import { decidingFor, type Resolution, targetsOf } from '../health/deciding/resolution.ts';
import type { RelativeName } from '../wire/name.ts';

/** Names as they were, and as they are. */
export type Replaced = ReadonlyMap<Resolution, Resolution>;

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
  const after = new Map(before);
  for (const resolution of replaced.values()) after.set(resolution.owner, resolution);
  return after;
}

export function replaceUsers(before: Users, replaced: Replaced): Users {
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
