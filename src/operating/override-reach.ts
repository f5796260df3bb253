// What of the configured names an override is about: which of them, and which of their addresses. Refuses to know whether
// it is in force, and what it changes.

import {
  concerns,
  covers,
  type Override,
  type OverrideEffect,
  type Overrides,
  overridesOn,
  placesIn,
} from '../health/deciding/overrides.ts';
import type { Resolution } from '../health/deciding/resolution.ts';
import type { PublishedPlace } from '../publishing/handed-out.ts';

export interface OverrideReach {
  /** Names as the operator wrote them; hosts that were made for a service go by the name that they were made of. */
  readonly names: readonly string[];
  readonly places: readonly PublishedPlace[];
}

export function reachOf(effect: OverrideEffect, resolutions: readonly Resolution[]): OverrideReach {
  const names = resolutions
    .filter((resolution) => resolution.madeOf === undefined && concerns(effect, resolution))
    .map(({ label }) => label);
  return { names, places: placesOf(effect, resolutions) };
}

/** Of all that are in force, with one look at every address, for this is asked again and again. */
export function reachOfEach(
  overrides: Overrides,
  resolutions: readonly Resolution[],
): ReadonlyMap<Override, OverrideReach> {
  const found = new Map(
    overrides.all.map((override) => [override, { names: new Set<string>(), places: [] as PublishedPlace[] }]),
  );
  if (found.size === 0) return new Map();
  for (const resolution of resolutions) {
    for (const candidate of placesIn(resolution)) {
      for (const override of overridesOn(overrides, resolution, candidate)) {
        const reach = found.get(override);
        reach?.places.push({ name: resolution.name, address: candidate.address });
        if (resolution.madeOf === undefined) reach?.names.add(resolution.label);
      }
    }
  }
  return new Map(
    [...found].map(([override, { names, places }]) => [override, { names: [...names], places }]),
  );
}

export function hasPlace(effect: OverrideEffect, resolutions: readonly Resolution[]): boolean {
  return resolutions.some((resolution) => concerns(effect, resolution));
}

export function placesOf(effect: OverrideEffect, resolutions: readonly Resolution[]): PublishedPlace[] {
  return resolutions.flatMap((resolution) =>
    placesIn(resolution)
      .filter((candidate) => covers(effect, resolution, candidate))
      .map(({ address }) => ({ name: resolution.name, address })),
  );
}

/** Whether both are about one and the same address of a name. */
export function haveSharedPlace(
  effect: OverrideEffect,
  other: OverrideEffect,
  resolutions: readonly Resolution[],
): boolean {
  return resolutions.some((resolution) =>
    placesIn(resolution).some(
      (candidate) => covers(effect, resolution, candidate) && covers(other, resolution, candidate),
    ),
  );
}
