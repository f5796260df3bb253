// Groups by what they are looked for by: their apex, and the targets that they depend on; and what all of them have.

import type { Names } from '../config/names/written-names.ts';
import type { Name } from '../wire/name.ts';
import { mergeStatic, type StaticRecords } from '../zone/static-records.ts';
import type { ZoneGroup } from './zone-group.ts';

/** By the key of a target, the places of the groups that depend on it. */
export function indexByTarget(groups: readonly ZoneGroup[]): ReadonlyMap<string, readonly number[]> {
  const index = new Map<string, number[]>();
  for (const [place, group] of groups.entries()) {
    // Shared by all targets that are in no other group, as most are.
    const only = [place];
    for (const key of group.targetKeys) {
      const known = index.get(key);
      if (known === undefined) index.set(key, only);
      else if (known.length === 1) index.set(key, [...known, place]);
      else known.push(place);
    }
  }
  return index;
}

export function groupsByApex(groups: readonly ZoneGroup[]): ReadonlyMap<Name, ZoneGroup> {
  return new Map(groups.map((group) => [group.apex, group]));
}

/** What is configured, of all groups together. */
export function namesOf(groups: readonly ZoneGroup[]): Names {
  const contents = groups.filter(({ isCatalog }) => !isCatalog).map(({ config }) => config.content);
  let merged: StaticRecords | undefined;
  return {
    resolutions: contents.flatMap(({ resolutions }) => resolutions),
    services: contents.flatMap(({ services }) => services),
    bindings: contents.flatMap(({ bindings }) => bindings),
    /** Very many, and nobody asks but for a name that does not exist. */
    get records() {
      merged ??= mergeStatic(contents.map(({ records }) => records));
      return merged;
    },
  };
}
