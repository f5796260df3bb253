// What changed between two looks at a service. Order, and TTLs that run down, do not count.

import type { ServiceEndpoint } from './service-endpoint.ts';

/** What a watch delivers: the endpoints now, and what changed since the last time. */
export interface ServiceChange {
  /** All of them, in the order to try them. */
  readonly endpoints: readonly ServiceEndpoint[];
  readonly added: readonly ServiceEndpoint[];
  readonly removed: readonly ServiceEndpoint[];
  /** As they are now, with another priority, weight, health, or other tags. */
  readonly changed: readonly ServiceEndpoint[];
}

export function compareEndpoints(
  before: readonly ServiceEndpoint[],
  now: readonly ServiceEndpoint[],
): ServiceChange {
  const known = new Map(before.map((endpoint) => [identityOf(endpoint), endpoint]));
  const added: ServiceEndpoint[] = [];
  const changed: ServiceEndpoint[] = [];
  for (const endpoint of now) {
    const earlier = known.get(identityOf(endpoint));
    if (earlier === undefined) added.push(endpoint);
    else if (factsOf(earlier) !== factsOf(endpoint)) changed.push(endpoint);
  }
  const left = new Set(now.map(identityOf));
  const removed = before.filter((endpoint) => !left.has(identityOf(endpoint)));
  return { endpoints: now, added, removed, changed };
}

export function isChange({ added, removed, changed }: ServiceChange): boolean {
  return added.length + removed.length + changed.length > 0;
}

function identityOf({ host, address, port }: ServiceEndpoint): string {
  return JSON.stringify([host, address, port]);
}

function factsOf({ priority, weight, health, tags }: ServiceEndpoint): string {
  return JSON.stringify([priority, weight, health, tags]);
}
