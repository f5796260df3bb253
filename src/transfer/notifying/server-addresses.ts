// The addresses of name servers: from our own zones where the host is in one, otherwise looked up as those of backends are,
// and kept while lookups fail. Refuses to know what they are for.

import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { Random } from '../../base/random.ts';
import type { LookUpHost } from '../../hosts/host-outcome.ts';
import { HostResolver } from '../../hosts/host-resolver.ts';
import { HostWatch } from '../../hosts/host-watch.ts';
import type { Endpoint } from '../../wire/endpoint.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import { findAtOrAbove, type Name, printName } from '../../wire/name.ts';
import { addressTypes } from '../../wire/protocol.ts';
import { readAddress } from '../../wire/read-rdata.ts';
import type { RRset } from '../../wire/rrset.ts';
import type { Zone } from '../../zone/zone.ts';

export interface ServerAddressesDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: Random;
  readonly zoneOf: (apex: Name) => Zone | undefined;
  /** Absent: as this machine does, or by the resolvers that the operator named. */
  readonly lookUp?: LookUpHost | undefined;
  /** A host that was looked up has other addresses. */
  readonly onChange: () => void;
}

const bothFamilies: ReadonlySet<4 | 6> = new Set([4, 6]);

export class ServerAddresses {
  readonly #resolver: HostResolver;
  readonly #watch: HostWatch;
  readonly #zoneOf: (apex: Name) => Zone | undefined;

  constructor({ zoneOf, lookUp, ...dependencies }: ServerAddressesDependencies) {
    this.#resolver = new HostResolver(dependencies);
    this.#watch = new HostWatch({
      ...dependencies,
      lookUp: lookUp ?? ((host, families) => this.#resolver.lookUp(host, families)),
    });
    this.#zoneOf = zoneOf;
  }

  /** From now on looks up these, as far as they are not in our zones. Resolves when each was looked up, or after a while. */
  follow(hosts: ReadonlySet<Name>, resolvers: readonly Endpoint[]): Promise<void> {
    this.#resolver.use(resolvers);
    const foreign = [...hosts].filter((host) => this.#recordsAt(host) === undefined);
    return this.#watch.watch(new Map(foreign.map((host) => [printName(host), bothFamilies])));
  }

  readonly of = (host: Name): readonly IpAddress[] => {
    const node = this.#recordsAt(host);
    if (node === undefined) return this.#watch.addressesOf(printName(host));
    return addressTypes.flatMap(({ type }) =>
      node
        .filter((rrset) => rrset.type === type)
        .flatMap(({ rdatas }) => rdatas.flatMap((rdata) => readAddress(rdata) ?? [])),
    );
  };

  stop(): void {
    this.#watch.stop();
    this.#resolver.stop();
  }

  /** Nothing where none of our zones says: the host is outside of them, or below a delegation without glue for it. */
  #recordsAt(host: Name): readonly RRset[] | undefined {
    const apex = findAtOrAbove(host, (above) => this.#zoneOf(above) !== undefined);
    const zone = apex && this.#zoneOf(apex);
    if (zone === undefined) return undefined;
    const cut = findAtOrAbove(host, (above) => zone.cuts.has(above));
    return cut === undefined ? (zone.nodes.get(host) ?? []) : zone.occluded.get(host);
  }
}
