// The records of a service -> endpoints in the order to try them, drawn anew for every call.

import type { Random } from '../base/random.ts';
import type { Health } from './check-endpoints.ts';
import type { ServiceRecords, ServiceTarget } from './lookup-service.ts';
import { orderServices, shuffle } from './order-services.ts';
import type { ServiceEndpoint } from './service-endpoint.ts';

export interface ListSettings {
  readonly families: readonly (4 | 6)[];
  readonly random: Random;
  /** By address and port. */
  readonly healthOf: (endpoint: { readonly address: string; readonly port: number }) => Health;
  /** How long ago the records were looked up. */
  readonly ageMs: number;
  /** They should have been looked up again, and could not be. */
  readonly isStale: boolean;
}

export function listEndpoints(records: ServiceRecords, settings: ListSettings): ServiceEndpoint[] {
  const targets = orderServices(records.targets, settings.random);
  const endpoints = targets.flatMap((target) => listTarget(target, records.tags, settings));
  const isDown = ({ health }: ServiceEndpoint) => health === 'down';
  // Last, but not left out: where all seem to be down, the check may be wrong.
  return [...endpoints.filter((endpoint) => !isDown(endpoint)), ...endpoints.filter(isDown)];
}

/** The addresses of a target are equally good, apart from their family. */
function listTarget(
  { host, port, priority, weight, addresses, ttlSeconds }: ServiceTarget,
  tags: readonly string[],
  { families, random, healthOf, ageMs, isStale }: ListSettings,
): ServiceEndpoint[] {
  const ttl = Math.max(0, Math.ceil(ttlSeconds - ageMs / 1000));
  return families.flatMap((wanted) =>
    shuffle(
      addresses.filter(({ address }) => address.family === wanted),
      random,
    ).map((found): ServiceEndpoint => {
      const { family, text: address } = found.address;
      const health = healthOf({ address, port });
      const stale = isStale || found.isStale;
      return { host, address, family, port, priority, weight, ttl, health, tags, stale };
    }),
  );
}
