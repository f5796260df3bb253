// All servers that follow our zones, and what is known of each zone at each of them. Told by configurations, by changes of
// zones and by transfers; refuses to know the network.

import type { Peer } from '../../attending/request.ts';
import type { Clock } from '../../base/clock.ts';
import type { NotifiedPeer } from '../../config/zones/transfer-settings.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import type { Name } from '../../wire/name.ts';
import type { ZoneReplacement } from '../../zone/zone-replacement.ts';
import type { TransferWitness } from '../witness.ts';
import { FollowedZone } from './followed-zone.ts';
import { OtherPeers } from './other-peers.ts';
import { labelOf, Secondary } from './secondary.ts';
import { ZoneVersions } from './zone-versions.ts';

/** By zone: who is told of its changes. */
export type Followers = ReadonlyMap<Name, readonly NotifiedPeer[]>;

/** Whoever acts on what is learnt here. */
export interface SecondariesListener {
  /** Has to be told of the newest serial. */
  readonly onOutdated: (secondary: Secondary, zone: FollowedZone) => void;
  readonly onRemoved: (secondary: Secondary, zone: FollowedZone) => void;
  /** Asked for a transfer or completed one. */
  readonly onHeard: (secondary: Secondary, zone: FollowedZone) => void;
  /** Who follows the zone, or what one of them has, is no longer as it was. */
  readonly onMoved: (apex: Name) => void;
}

export class Secondaries implements TransferWitness {
  readonly #clock: Clock;
  readonly #listener: SecondariesListener;
  readonly #versions = new Map<Name, ZoneVersions>();
  #followers: Followers = new Map();
  readonly #byLabel = new Map<string, Secondary>();
  readonly #byApex = new Map<Name, readonly Secondary[]>();
  /** Those that fetch zones and are told nothing. */
  readonly others: OtherPeers;

  constructor(clock: Clock, listener: SecondariesListener) {
    this.#clock = clock;
    this.#listener = listener;
    this.others = new OtherPeers(clock);
  }

  get all(): Iterable<Secondary> {
    return this.#byLabel.values();
  }

  /** From now on, these follow. */
  follow(followers: Followers): void {
    this.#followers = followers;
    for (const apex of this.#byApex.keys()) if (!followers.has(apex)) this.#setFollowers(apex, []);
    for (const [apex, peers] of followers) this.#setFollowers(apex, peers);
  }

  /** These zones are served in place of others. */
  replaced(replacements: readonly ZoneReplacement[]): void {
    for (const { before, after } of replacements) {
      if (after !== undefined) this.#publish(after.apex, after.serial);
      else if (before !== undefined) this.#withdraw(before.apex);
    }
  }

  /** Since when all that are told of the zone's changes have had this serial; 0 without any, nothing while one lacks it. */
  haveSinceMs(apex: Name, serial: number): number | undefined {
    let latestMs = 0;
    for (const { zones } of this.ofZone(apex)) {
      const zone = zones.get(apex);
      if (zone?.has(serial) !== true) return undefined;
      latestMs = Math.max(latestMs, zone.held?.sinceMs ?? 0);
    }
    return latestMs;
  }

  /** Those that lack it, and since when they have lacked something. */
  lacking(apex: Name, serial: number): { readonly label: string; readonly sinceMs: number }[] {
    return this.ofZone(apex).flatMap(({ label, zones }) => {
      const zone = zones.get(apex);
      if (zone?.has(serial) === true) return [];
      return [{ label, sinceMs: zone?.lackingSinceMs ?? this.#clock.monotonicMs() }];
    });
  }

  ofZone(apex: Name): readonly Secondary[] {
    return this.#byApex.get(apex) ?? [];
  }

  asked(peer: Peer, apex: Name, held: number | undefined): void {
    this.#witness(peer, apex, (zone) => {
      if (held !== undefined) zone.askedWith(held);
    });
  }

  received(peer: Peer, apex: Name, serial: number): void {
    this.#witness(peer, apex, (zone) => zone.received(serial));
  }

  #witness(peer: Peer, apex: Name, learn: (zone: FollowedZone) => void): void {
    const versions = this.#versions.get(apex);
    if (versions === undefined) return;
    const found = this.#find(peer.address, peer.key?.name, apex);
    if (found === 'ambiguous') return;
    if (found === undefined) {
      learn(this.others.zoneOf(peer, apex, versions));
      return;
    }
    const zone = found.zones.get(apex);
    if (zone === undefined) return;
    learn(zone);
    this.#listener.onHeard(found, zone);
    this.#listener.onMoved(apex);
  }

  /** By its key, then by its address: several may share either, and ports differ in the two directions. */
  #find(address: IpAddress, key: Name | undefined, apex: Name): Secondary | 'ambiguous' | undefined {
    const followers = this.ofZone(apex);
    const withKey = key === undefined ? [] : followers.filter(({ peer }) => peer.key === key);
    const [only] = withKey;
    if (only !== undefined && withKey.length === 1) return only;
    const candidates = (withKey.length > 0 ? withKey : followers).filter(
      ({ peer }) => peer.endpoint.address.text === address.text,
    );
    return candidates.length > 1 ? 'ambiguous' : candidates[0];
  }

  #publish(apex: Name, serial: number): void {
    const versions = this.#versions.get(apex);
    if (versions === undefined) {
      this.#versions.set(apex, new ZoneVersions(serial, this.#clock.monotonicMs()));
      this.#setFollowers(apex, this.#followers.get(apex) ?? []);
      return;
    }
    versions.add(serial, this.#clock.monotonicMs());
    for (const secondary of this.ofZone(apex)) {
      const zone = secondary.zones.get(apex);
      if (zone === undefined) continue;
      zone.fellBehind();
      this.#listener.onOutdated(secondary, zone);
    }
  }

  #withdraw(apex: Name): void {
    this.#setFollowers(apex, []);
    this.#versions.delete(apex);
    this.others.forget(apex);
  }

  /** A zone that is not served yet has no followers. */
  #setFollowers(apex: Name, peers: readonly NotifiedPeer[]): void {
    const versions = this.#versions.get(apex);
    if (versions === undefined) return;
    const before = this.ofZone(apex);
    const labels = new Set(peers.map(labelOf));
    const gone = before.filter(({ label }) => !labels.has(label));
    const added = peers.filter((peer) => !before.some(({ label }) => label === labelOf(peer)));
    if (gone.length === 0 && added.length === 0) return;
    for (const secondary of gone) this.#remove(secondary, apex);
    const after = peers.map((peer) => this.#secondaryAt(peer));
    if (after.length === 0) this.#byApex.delete(apex);
    else this.#byApex.set(apex, [...new Set(after)]);
    for (const secondary of after) {
      if (secondary.zones.has(apex)) continue;
      const zone = new FollowedZone(apex, versions, this.#clock, true);
      secondary.zones.set(apex, zone);
      this.#listener.onOutdated(secondary, zone);
    }
    // Who fetched the zone in the first moments, before followers were known, is not one more.
    this.others.forget(apex, ({ address, key }) => this.#find(address, key, apex) !== undefined);
    this.#listener.onMoved(apex);
  }

  #secondaryAt(peer: NotifiedPeer): Secondary {
    const label = labelOf(peer);
    const known = this.#byLabel.get(label);
    if (known !== undefined) return known;
    const secondary = new Secondary(peer);
    this.#byLabel.set(label, secondary);
    return secondary;
  }

  #remove(secondary: Secondary, apex: Name): void {
    const zone = secondary.zones.get(apex);
    secondary.zones.delete(apex);
    if (secondary.zones.size === 0) this.#byLabel.delete(secondary.label);
    if (zone !== undefined) this.#listener.onRemoved(secondary, zone);
  }
}
