// What an override does to answers: which names and services it leaves empty, and which keep answering with what was
// drained. Compares two ways to decide; refuses to know which one is in force.

import type { Names } from '../config/names/written-names.ts';
import { type Decide, publishedOf } from '../health/deciding/decide.ts';
import { concerns, type OverrideEffect } from '../health/deciding/overrides.ts';
import type { Resolution } from '../health/deciding/resolution.ts';
import { findServicesWithoutPlace, type Service } from '../health/deciding/service.ts';
import { printOwner, type RelativeName } from '../wire/name.ts';
import { coveredAddresses } from './override-reach.ts';

/** Decisions without and with the override. */
export interface BeforeAndAfter {
  readonly before: Decide;
  readonly after: Decide;
}

/** The names and services that have an answer before and none after. */
export function findEmptied(
  effect: OverrideEffect,
  { resolutions, services }: Names,
  { before, after }: BeforeAndAfter,
  labelOf: (service: RelativeName) => string = printOwner,
): readonly string[] {
  const hasAny = (resolution: Resolution, decide: Decide) => publishedOf(resolution, decide).length > 0;
  const emptied = resolutions.filter(
    (resolution) => concerns(effect, resolution) && hasAny(resolution, before) && !hasAny(resolution, after),
  );
  const owners = new Set(emptied.map(({ owner }) => owner));
  const hosts = new Set(services.flatMap(hostsOf));
  // A host of a service is only looked up for the service, which may have others.
  const names = emptied.filter(({ owner, madeOf }) => madeOf === undefined && !hosts.has(owner));
  const concerned = services.filter((service) => hostsOf(service).some((owner) => owners.has(owner)));
  const without = (decideOn: Decide) => findServicesWithoutPlace(concerned, resolutions, decideOn);
  const already = without(before);
  const lost = [...without(after)].filter((service) => !already.has(service));
  return [...names.map(({ label }) => label), ...lost.map(({ owner }) => labelOf(owner))];
}

/** The ones in our zones. */
function hostsOf({ places }: Service): RelativeName[] {
  return places.flatMap(({ host }) => (host.kind === 'inside' ? [host.owner] : []));
}

/** The names still answered with a drained address because the drain does not cover them. */
export function findStillAnswered(
  drain: OverrideEffect,
  resolutions: readonly Resolution[],
  decideOn: Decide,
): readonly string[] {
  const drained = new Set(coveredAddresses(drain, resolutions).map(({ address }) => address.text));
  return resolutions
    .filter(({ madeOf }) => madeOf === undefined)
    .filter((resolution) => decideOn(resolution).addresses.some(({ text }) => drained.has(text)))
    .map(({ label }) => label);
}
