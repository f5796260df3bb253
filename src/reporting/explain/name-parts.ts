// What is configured that decides on the answer for a name: its own entry, and those of the hosts of the service that it
// is. Refuses to know what is served.

import type { Names } from '../../config/service-parts.ts';
import { allAddressesOf } from '../../health/deciding/overrides.ts';
import type { RelativeName } from '../../wire/name.ts';
import { RecordType } from '../../wire/protocol.ts';

export function partsOf(owner: RelativeName | undefined, names: Names): Names {
  const services = names.services.filter((service) => service.owner === owner);
  const hosts = services
    .flatMap(({ places }) => places)
    .flatMap(({ host }) => (host.kind === 'inside' ? [host.owner] : []));
  const owners = new Set([owner, ...hosts]);
  return {
    resolutions: names.resolutions.filter((resolution) => owners.has(resolution.owner)),
    services,
    texts: names.texts.filter((item) => item.owner === owner),
  };
}

/** The types that a name is configured with. */
export function typesOf({ resolutions, services, texts }: Names): readonly number[] {
  if (services.length > 0) return [RecordType.SRV];
  const families = new Set(
    resolutions.flatMap((resolution) => allAddressesOf(resolution).map(({ address }) => address.family)),
  );
  const types: number[] = [];
  if (families.has(4)) types.push(RecordType.A);
  if (families.has(6)) types.push(RecordType.AAAA);
  if (types.length === 0 && texts.length > 0) types.push(RecordType.TXT);
  return types.length === 0 ? [RecordType.A] : types;
}
