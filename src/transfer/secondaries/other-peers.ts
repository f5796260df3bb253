// Servers that fetch zones although nobody tells them of changes: listed, so that an operator sees them, and nobody waits for
// them. Whoever may fetch may do so from many addresses, so only the last ones are known.

import type { Peer } from '../../attending/request.ts';
import type { Clock } from '../../base/clock.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import type { Name } from '../../wire/name.ts';
import { FollowedZone } from './followed-zone.ts';
import type { ZoneVersions } from './zone-versions.ts';

/** As many as anybody looks at; a prefix that may transfer has millions of addresses. */
const othersMax = 100;
/** Of all others together: a fetch of each of 1,000 zones by ten of them. */
const zonesMax = 10_000;

export interface OtherPeer {
  readonly address: IpAddress;
  /** The name of its key. */
  readonly key: Name | undefined;
  readonly zones: ReadonlyMap<Name, FollowedZone>;
}

interface Known extends OtherPeer {
  readonly zones: Map<Name, FollowedZone>;
}

export class OtherPeers {
  readonly #clock: Clock;
  /** Whoever was seen last is last. */
  readonly #known = new Map<string, Known>();
  #zoneCount = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get all(): Iterable<OtherPeer> {
    return this.#known.values();
  }

  zoneOf({ address, key }: Peer, apex: Name, versions: ZoneVersions): FollowedZone {
    const id = `${address.text} ${key?.name ?? ''}`;
    const peer = this.#known.get(id) ?? { address, key: key?.name, zones: new Map() };
    this.#known.delete(id);
    this.#known.set(id, peer);
    let zone = peer.zones.get(apex);
    if (zone?.versions !== versions) {
      if (zone === undefined) this.#zoneCount++;
      zone = new FollowedZone(apex, versions, this.#clock, false);
      peer.zones.set(apex, zone);
    }
    while (this.#known.size > othersMax || (this.#zoneCount > zonesMax && this.#known.size > 1))
      this.#forgetOldest();
    return zone;
  }

  /** The zone is no longer served, or these turned out to be told of its changes. */
  forget(apex: Name, isMeant: (peer: OtherPeer) => boolean = () => true): void {
    for (const [id, peer] of this.#known) {
      const { zones } = peer;
      if (!zones.has(apex) || !isMeant(peer)) continue;
      zones.delete(apex);
      this.#zoneCount--;
      if (zones.size === 0) this.#known.delete(id);
    }
  }

  #forgetOldest(): void {
    for (const [id, { zones }] of this.#known) {
      this.#zoneCount -= zones.size;
      this.#known.delete(id);
      return;
    }
  }
}
