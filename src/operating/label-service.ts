// What logs and status call a service: as it is written, and with its zone where several zones have one of that name.

import type { ZoneContent } from '../config/zones/zone-config.ts';
import { completeName, printName, printOwner, type RelativeName } from '../wire/name.ts';

export function labelService(
  owner: RelativeName,
  { hostedZone }: Pick<ZoneContent, 'hostedZone'>,
  contents: readonly Pick<ZoneContent, 'services'>[],
): string {
  const having = contents.filter(({ services }) => services.some((service) => service.owner === owner));
  const name = having.length > 1 ? completeName(owner, hostedZone) : undefined;
  return name === undefined ? printOwner(owner) : printName(name).slice(0, -1);
}
