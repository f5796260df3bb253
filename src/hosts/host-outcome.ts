// What a lookup says of a host, family by family.

import type { IpAddress } from '../wire/ip-address.ts';

export type Family = IpAddress['family'];

export type FamilyOutcome =
  | { readonly kind: 'found'; readonly addresses: readonly IpAddress[]; readonly ttlSeconds: number }
  /** The resolver says that there is none. `ttlSeconds` is 0 when it does not say for how long. */
  | { readonly kind: 'absent'; readonly ttlSeconds: number }
  /** `reason` goes on with a sentence. */
  | { readonly kind: 'failed'; readonly reason: string };

/** Of the families that were asked for. */
export type HostOutcome = ReadonlyMap<Family, FamilyOutcome>;

export type LookUpHost = (host: string, families: ReadonlySet<Family>) => Promise<HostOutcome>;
