// The services of a configuration as text: owner, then `priority weight port target` of each place.

import type { Names } from '../../../src/config/names/service-parts.ts';
import type { ServicePlace } from '../../../src/health/deciding/service.ts';
import { labelsOf, printName, type RelativeName } from '../../../src/wire/name.ts';

export function printServices({ services }: Names): string[] {
  return services.map(({ owner, places }) => `${printOwner(owner)}: ${places.map(printPlace).join(', ')}`);
}

export function printTexts({ texts }: Names): string[] {
  return texts.map(({ owner, strings }) => `${printOwner(owner)}: ${JSON.stringify(strings)}`);
}

export function printPlace({ host, port, priority, weight }: ServicePlace): string {
  const target = host.kind === 'inside' ? printOwner(host.owner) : printName(host.name);
  return `${priority} ${weight} ${port} ${target}`;
}

function printOwner(owner: RelativeName): string {
  return labelsOf(owner).join('.') || '@';
}
