// Who is told of the changes of which zone: whom the configuration names and, where it says so, the zone's own name servers.
// Pure; refuses to know how the addresses of hosts are found.

import type { NotifiedPeer } from '../../config/zones/transfer-settings.ts';
import type { LoadedZone } from '../../publishing/loaded-zone.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import type { Name } from '../../wire/name.ts';
import type { Zone } from '../../zone/zone.ts';
import type { Followers } from '../secondaries/secondaries.ts';
import type { OwnAddresses } from './own-addresses.ts';

/** What name servers listen on. */
const dnsPort = 53;

/** What is configured for a hosted zone. */
export type FollowedConfig = Pick<LoadedZone, 'content' | 'transfer'>;

export interface FollowerSources {
  readonly zoneOf: (apex: Name) => Zone | undefined;
  readonly addressesOf: (host: Name) => readonly IpAddress[];
  readonly own: OwnAddresses;
}

export function findFollowers(zones: readonly FollowedConfig[], sources: FollowerSources): Followers {
  const followers = new Map<Name, readonly NotifiedPeer[]>();
  for (const { content, transfer } of zones) {
    if (transfer === undefined) continue;
    const named = transfer.notify.filter(({ endpoint }) => !sources.own.hasEndpoint(endpoint));
    for (const apex of [content.hostedZone, ...content.aliasZones]) {
      const servers = transfer.notifiesServers ? serversOf(sources.zoneOf(apex), named, sources) : [];
      if (named.length + servers.length > 0) followers.set(apex, [...named, ...servers]);
    }
  }
  return followers;
}

/** The name servers of a zone that may be others than this one: RFC 1996 §2.1 leaves out the one that the SOA names. */
export function otherServers({ nameServers, primary }: Zone): readonly Name[] {
  return nameServers.filter((host) => host !== primary);
}

function serversOf(
  zone: Zone | undefined,
  named: readonly NotifiedPeer[],
  { addressesOf, own }: FollowerSources,
): readonly NotifiedPeer[] {
  if (zone === undefined) return [];
  // One that is named is told on the port and with the key that stand there.
  const known = new Set(named.map(({ endpoint }) => endpoint.address.text));
  const addresses = new Map(
    otherServers(zone)
      .flatMap(addressesOf)
      .filter((address) => !own.hasAddress(address) && !known.has(address.text))
      .map((address) => [address.text, address]),
  );
  return [...addresses.values()].map((address) => ({ endpoint: { address, port: dnsPort } }));
}
