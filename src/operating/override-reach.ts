// Which configured names an override affects, and which of their addresses it covers. Refuses to know whether it is in force
// and what it changes.

import {
  allAddressesOf,
  concerns,
  covers,
  type Override,
  type OverrideEffect,
  type Overrides,
  overridesOn,
} from '../health/deciding/overrides.ts';
import type { Resolution } from '../health/deciding/resolution.ts';
import type { PublishedAddress } from '../publishing/handed-out.ts';

export interface OverrideReach {
  /** As the operator wrote them; hosts made for a service are left out. */
  readonly names: readonly string[];
  readonly addresses: readonly PublishedAddress[];
}

export function reachOf(effect: OverrideEffect, resolutions: readonly Resolution[]): OverrideReach {
  const names = resolutions
    .filter((resolution) => resolution.madeOf === undefined && concerns(effect, resolution))
    .map(({ label }) => label);
  return { names, addresses: coveredAddresses(effect, resolutions) };
}

/** For all overrides at once in a single pass over all addresses, because status asks again and again. */
export function reachOfEach(
  overrides: Overrides,
  resolutions: readonly Resolution[],
): ReadonlyMap<Override, OverrideReach> {
  const found = new Map(
    overrides.all.map((override) => [
      override,
      { names: new Set<string>(), addresses: [] as PublishedAddress[] },
    ]),
  );
  if (found.size === 0) return new Map();
  for (const resolution of resolutions) {
    for (const candidate of allAddressesOf(resolution)) {
      for (const override of overridesOn(overrides, resolution, candidate)) {
        const reach = found.get(override);
        reach?.addresses.push({ name: resolution.name, address: candidate.address });
        if (resolution.madeOf === undefined) reach?.names.add(resolution.label);
      }
    }
  }
  return new Map(
    [...found].map(([override, { names, addresses }]) => [override, { names: [...names], addresses }]),
  );
}

/** The window asks every second, there may be a hundred thousand addresses, and overrides and names are the very same until they change. */
export class KnownReaches {
  #known: { readonly of: readonly unknown[]; readonly reaches: ReturnType<typeof reachOfEach> } | undefined;

  of(...facts: Parameters<typeof reachOfEach>): ReturnType<typeof reachOfEach> {
    const known = this.#known;
    if (known?.of.every((fact, at) => fact === facts[at])) return known.reaches;
    const reaches = reachOfEach(...facts);
    this.#known = { of: facts, reaches };
    return reaches;
  }
}

export function coversAny(effect: OverrideEffect, resolutions: readonly Resolution[]): boolean {
  return resolutions.some((resolution) => concerns(effect, resolution));
}

export function coveredAddresses(
  effect: OverrideEffect,
  resolutions: readonly Resolution[],
): PublishedAddress[] {
  return resolutions.flatMap((resolution) =>
    allAddressesOf(resolution)
      .filter((candidate) => covers(effect, resolution, candidate))
      .map(({ address }) => ({ name: resolution.name, address })),
  );
}

/** Whether both cover the same address of some name. */
export function overlap(
  effect: OverrideEffect,
  other: OverrideEffect,
  resolutions: readonly Resolution[],
): boolean {
  return resolutions.some((resolution) =>
    allAddressesOf(resolution).some(
      (candidate) => covers(effect, resolution, candidate) && covers(other, resolution, candidate),
    ),
  );
}
