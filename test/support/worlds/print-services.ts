// The services of a configuration as text: owner, then `priority weight port target` of each place.

import type { Names } from '../../../src/config/names/written-names.ts';
import type { ServicePlace } from '../../../src/health/deciding/service.ts';
import { labelsOf, printName, type RelativeName } from '../../../src/wire/name.ts';
import { readTxt } from '../../../src/wire/read-rdata.ts';

export function printServices({ services }: Names): string[] {
  return services.map(({ owner, places }) => `${printOwner(owner)}: ${places.map(printPlace).join(', ')}`);
}

export function printTexts({ records }: Names): string[] {
  return [...records].flatMap(([owner, rrsets]) =>
    rrsets
      .flatMap(({ rdatas }) => rdatas)
      .map(
        (rdata) =>
          `${printOwner(owner)}: ${JSON.stringify(typeof rdata === 'string' ? readTxt(rdata) : rdata)}`,
      ),
  );
}

export function printPlace({ host, port, priority, weight }: ServicePlace): string {
  const target = host.kind === 'inside' ? printOwner(host.owner) : printName(host.name);
  return `${priority} ${weight} ${port} ${target}`;
}

function printOwner(owner: RelativeName): string {
  return labelsOf(owner).join('.') || '@';
}
