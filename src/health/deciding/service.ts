// Services (RFC 2782): where they run, and which of those places to publish now. Refuses to know what a zone is called;
// hosts inside it are relative to it.

import { completeName, type Name, type RelativeName } from '../../wire/name.ts';
import { type Decide, publishedOf } from './decide.ts';
import type { Resolution } from './resolution.ts';

export type ServiceHost =
  | { readonly kind: 'inside'; readonly owner: RelativeName }
  | { readonly kind: 'outside'; readonly name: Name };

export interface ServicePlace {
  readonly host: ServiceHost;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
}

export interface Service {
  readonly owner: RelativeName;
  /** Absent: that of the zone's addresses. */
  readonly ttlSeconds?: number;
  readonly places: readonly ServicePlace[];
}

/** The host's name in a zone; nothing when it would be too long there. */
export function nameOf(host: ServiceHost, apex: Name): Name | undefined {
  return host.kind === 'outside' ? host.name : completeName(host.owner, apex);
}

/** Hosts of other zones are not ours to judge; one of ours counts while it has an address. */
export function choosePlaces(
  { places }: Service,
  hasAddress: (owner: RelativeName) => boolean,
): readonly ServicePlace[] {
  return places.filter(({ host }) => host.kind === 'outside' || hasAddress(host.owner));
}

/** The services with an empty answer: all of their hosts are ours and without address. */
export function findServicesWithoutPlace(
  services: readonly Service[],
  resolutions: readonly Resolution[],
  decideOn: Decide,
): ReadonlySet<Service> {
  if (services.length === 0) return new Set();
  // Asked every second: of ten thousand names, only those that services run on.
  const hosts = new Set(services.flatMap(({ places }) => places.map(({ host }) => ownerOf(host))));
  const byOwner = new Map(
    resolutions.filter(({ owner }) => hosts.has(owner)).map((resolution) => [resolution.owner, resolution]),
  );
  const hasAddress = (owner: RelativeName) => {
    const resolution = byOwner.get(owner);
    return resolution !== undefined && publishedOf(resolution, decideOn).length > 0;
  };
  return new Set(services.filter((service) => choosePlaces(service, hasAddress).length === 0));
}

function ownerOf(host: ServiceHost): RelativeName | undefined {
  return host.kind === 'inside' ? host.owner : undefined;
}
