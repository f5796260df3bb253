// Everything about who follows our zones: who they are, telling them, and what they have. The face of this folder; refuses to
// know how zones are transferred and what waits for secondaries.

import { randomInt } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { Random } from '../../base/random.ts';
import type { LookUpHost } from '../../hosts/host-outcome.ts';
import type { LoadedConfig } from '../../publishing/loading/load-config.ts';
import type { SignedRequest } from '../../tsig/exchange.ts';
import { noKeys, type TsigKey } from '../../tsig/tsig-key.ts';
import type { Endpoint } from '../../wire/endpoint.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import type { Name } from '../../wire/name.ts';
import type { Zone } from '../../zone/zone.ts';
import type { ZoneReplacement } from '../../zone/zone-replacement.ts';
import { LagLog } from '../secondaries/lag-log.ts';
import { Secondaries } from '../secondaries/secondaries.ts';
import { findFollowers, otherServers } from './find-followers.ts';
import { Notifier, type SendDatagrams } from './notifier.ts';
import { findOwnAddresses } from './own-addresses.ts';
import { ServerAddresses } from './server-addresses.ts';

export interface ZoneFollowersDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of pauses; ids are made of better chance. */
  readonly random: Random;
  readonly sign: (message: Uint8Array, key: TsigKey) => SignedRequest;
  /** Where we listen. */
  readonly endpoints: () => readonly Endpoint[];
  /** Asked about addresses when we listen on all of them. */
  readonly isOfMachine: (address: IpAddress) => boolean;
  /** One more secondary is behind for long, or one fewer. */
  readonly onLag?: () => void;
  /** Of this machine but for tests, as are sockets. */
  readonly lookUp?: LookUpHost;
  readonly openSockets?: SendDatagrams;
}

/** What a configuration says about followers. */
export type FollowersConfig = Pick<LoadedConfig, 'zones' | 'tsigKeys' | 'resolvers'>;

const nobody: FollowersConfig = { zones: [], tsigKeys: noKeys, resolvers: [] };

export class ZoneFollowers {
  readonly #with: ZoneFollowersDependencies;
  /** Those that are served. */
  readonly #zones = new Map<Name, Zone>();
  readonly #servers: ServerAddresses;
  /** Of zones whose name servers are told. */
  #hosts: ReadonlySet<Name> = new Set();
  /** Zones whose name servers are being looked up. */
  #unknown: ReadonlySet<Name> = new Set();
  #config = nobody;
  readonly #notifier: Notifier;
  readonly #log: LagLog;
  #onMoved: (apex: Name) => void = () => undefined;
  /** Told by transfers. */
  readonly secondaries: Secondaries;

  constructor(dependencies: ZoneFollowersDependencies) {
    this.#with = dependencies;
    const { clock, logger, random, sign, lookUp, openSockets } = dependencies;
    const zoneOf = (apex: Name) => this.#zones.get(apex);
    this.#servers = new ServerAddresses({
      clock,
      logger,
      random,
      zoneOf,
      lookUp,
      onChange: () => this.#follow(),
    });
    this.#notifier = new Notifier({
      clock,
      logger,
      random,
      zoneOf,
      openSockets,
      newId: () => randomInt(0x1_0000),
      sign: (message, name) => {
        const key = this.#config.tsigKeys.get(name);
        return key && sign(message, key);
      },
      onLearnt: ({ apex }) => this.#onMoved(apex),
    });
    this.secondaries = new Secondaries(clock, {
      onOutdated: (secondary, zone) => this.#notifier.outdated(secondary, zone),
      onRemoved: (secondary, zone) => this.#notifier.removed(secondary, zone),
      onHeard: (secondary, zone) => this.#notifier.heard(secondary, zone),
      onMoved: (apex) => this.#onMoved(apex),
    });
    this.#log = new LagLog({
      clock,
      logger,
      secondaries: () => this.secondaries.all,
      onChange: dependencies.onLag ?? (() => undefined),
    });
  }

  /** Calls back when it may be that a secondary has a newer serial of the zone, or that others follow it. */
  tell(onMoved: (apex: Name) => void): void {
    this.#onMoved = onMoved;
  }

  /** Since when all that are told of the zone's changes have had this serial; 0 without any, nothing while one lacks it. */
  haveSinceMs(apex: Name, serial: number): number | undefined {
    return this.#unknown.has(apex) ? undefined : this.secondaries.haveSinceMs(apex, serial);
  }

  lacking(apex: Name, serial: number): readonly { readonly label: string; readonly sinceMs: number }[] {
    return this.secondaries.lacking(apex, serial);
  }

  /** These zones are served in place of others. */
  replaced(replacements: readonly ZoneReplacement[]): void {
    for (const { before, after } of replacements) {
      if (after !== undefined) this.#zones.set(after.apex, after);
      else if (before !== undefined) this.#zones.delete(before.apex);
    }
    this.secondaries.replaced(replacements);
    if (replacements.some((replacement) => this.#mayMoveServers(replacement))) this.#follow();
  }

  /** From now on, this is configured. */
  follow(config: FollowersConfig): void {
    this.#config = config;
    this.#follow();
  }

  /** Once we listen, everybody is told. */
  start(): void {
    this.#follow();
    this.#notifier.start();
    this.#log.start();
  }

  stop(): void {
    this.#notifier.stop();
    this.#log.stop();
    this.#servers.stop();
  }

  #follow(): void {
    const { zones, resolvers } = this.#config;
    const told = zones.filter(({ transfer }) => transfer?.notifiesServers === true);
    const served = told.flatMap(({ content }) =>
      [content.hostedZone, ...content.aliasZones].flatMap((apex) => this.#zones.get(apex) ?? []),
    );
    this.#hosts = new Set(served.flatMap(otherServers));
    this.#awaitServers(
      this.#servers.follow(this.#hosts, resolvers),
      served.map(({ apex }) => apex),
    );
    this.secondaries.follow(
      findFollowers(zones, {
        zoneOf: (apex) => this.#zones.get(apex),
        addressesOf: this.#servers.of,
        own: findOwnAddresses(this.#with.endpoints(), this.#with.isOfMachine),
      }),
    );
  }

  /** Until then nobody knows who follows these zones. */
  #awaitServers(lookedUp: Promise<void>, apexes: readonly Name[]): void {
    const before = this.#unknown;
    const unknown = new Set(apexes);
    this.#unknown = unknown;
    for (const apex of before) if (!unknown.has(apex)) this.#onMoved(apex);
    void lookedUp.then(() => {
      if (this.#unknown !== unknown) return;
      this.#unknown = new Set();
      for (const apex of unknown) this.#onMoved(apex);
    });
  }

  /** Which name servers zones have, or what addresses our own zones give them. */
  #mayMoveServers({ before, after, names }: ZoneReplacement): boolean {
    if (before?.nameServers !== after?.nameServers) return true;
    if (this.#hosts.size === 0) return false;
    return names === undefined || names.some((name) => this.#hosts.has(name));
  }
}
