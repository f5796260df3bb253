// The change flow: facts (configuration, verdicts) -> zones -> snapshot. The one place that decides when a new serial
// is due. Refuses to know sockets and probes.

import type { Snapshot } from '../answers/snapshot.ts';
import type { Clock } from '../base/clock.ts';
import type { Config } from '../config/read-config.ts';
import { choosePublished, type Resolution } from '../health/resolution.ts';
import type { Target } from '../health/target.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import type { RelativeName } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import { addressRdata, type Rdata } from '../wire/rdata.ts';
import { makeRRset } from '../wire/rrset.ts';
import { buildZone, changeZone, type OwnedRecords } from '../zone/build-zone.ts';
import { haveSameContent } from '../zone/compare-zones.ts';
import { nextSerial } from '../zone/serial.ts';
import type { Zone, ZoneNode } from '../zone/zone.ts';
import type { ZoneTiming } from '../zone/zone-timing.ts';

export type IsUp = (target: Target) => boolean;

/** What zones are built from, beside verdicts. */
export type PublishedConfig = Pick<Config, 'content' | 'timing'>;

export class Publisher {
  readonly #snapshot: Snapshot;
  readonly #clock: Clock;
  #timing: ZoneTiming | undefined;
  /** Which names have to be looked at again when a target's verdict changes. */
  #users: ReadonlyMap<string, readonly Resolution[]> = new Map();
  #zones: readonly Zone[] = [];
  #serial: number | undefined;

  /** `lastSerial` is what an earlier run published: serials grow across restarts. */
  constructor(snapshot: Snapshot, clock: Clock, lastSerial?: number) {
    this.#snapshot = snapshot;
    this.#clock = clock;
    this.#serial = lastSerial;
  }

  /** The hosted zone first, then its aliases. */
  get zones(): readonly Zone[] {
    return this.#zones;
  }

  /** The last one that was published. */
  get serial(): number | undefined {
    return this.#serial;
  }

  /** The names that use a target. */
  usersOf(target: Target): readonly Resolution[] {
    return this.#users.get(target.key) ?? [];
  }

  /** Publishes a configuration, and says whether that changed anything. */
  publishAll(config: PublishedConfig, isUp: IsUp): boolean {
    this.#users = findUsers(config.content?.resolutions ?? []);
    this.#timing = config.timing;
    const serial = nextSerial(this.#serial, this.#clock.wallSeconds());
    const zones = buildZones(config, isUp, serial);
    const isSame =
      zones.length === this.#zones.length &&
      zones.every((zone, index) => {
        const before = this.#zones[index];
        return before !== undefined && haveSameContent(before, zone);
      });
    if (isSame) return false;
    this.#zones = zones;
    this.#serial = serial;
    this.#snapshot.replace(zones);
    return true;
  }

  /** Publishes what changed verdicts change, in all zones together and under one serial. */
  publishTargets(targets: Iterable<Target>, isUp: IsUp): void {
    if (this.#timing === undefined) return;
    const records = new Map<RelativeName, ZoneNode>();
    const rdatas = new Map<IpAddress, Rdata>();
    for (const target of targets) {
      for (const user of this.usersOf(target)) {
        // A name whose targets change together is looked at once, not once for each of them.
        if (records.has(user.owner)) continue;
        records.set(user.owner, recordsOf(user, isUp, this.#timing, rdatas));
      }
    }
    const serial = nextSerial(this.#serial, this.#clock.wallSeconds());
    const changes = this.#zones
      .map((zone) => changeZone(zone, records, serial))
      .filter((change) => change !== undefined);
    // The zones hold the same records: either all change or none.
    if (changes.length === 0) return;
    this.#zones = changes.map(({ zone }) => zone);
    this.#serial = serial;
    this.#snapshot.change(changes);
  }
}

function findUsers(resolutions: readonly Resolution[]): Map<string, Resolution[]> {
  const users = new Map<string, Resolution[]>();
  for (const resolution of resolutions) {
    for (const { target } of resolution.candidates) {
      if (target === undefined) continue;
      const others = users.get(target.key);
      if (others === undefined) users.set(target.key, [resolution]);
      else others.push(resolution);
    }
  }
  return users;
}

/** The hosted zone first, then its aliases, all of the same records and serial. */
export function buildZones({ content, timing }: PublishedConfig, isUp: IsUp, serial: number): Zone[] {
  if (content === undefined) return [];
  const { hostedZone, aliasZones, nameServers, resolutions } = content;
  const rdatas = new Map<IpAddress, Rdata>();
  const records: OwnedRecords = new Map(
    resolutions.map((resolution) => [resolution.owner, recordsOf(resolution, isUp, timing, rdatas)]),
  );
  return [hostedZone, ...aliasZones].map((apex) => buildZone({ apex, serial, timing, nameServers }, records));
}

/** `rdatas` are those that other names have already: a large zone's addresses are few. */
function recordsOf(
  resolution: Resolution,
  isUp: IsUp,
  { addressTtlSeconds }: ZoneTiming,
  rdatas: Map<IpAddress, Rdata>,
): ZoneNode {
  const rdataOf = (address: IpAddress) => {
    const known = rdatas.get(address) ?? addressRdata(address);
    rdatas.set(address, known);
    return known;
  };
  const published = choosePublished(resolution, isUp);
  const rrsets = addressTypes.map(({ family, type }) => {
    const addresses = published.filter((address) => address.family === family);
    return addresses.length === 0 ? undefined : makeRRset(type, addressTtlSeconds, addresses.map(rdataOf));
  });
  return rrsets.filter((rrset) => rrset !== undefined).slice();
}

const addressTypes = [
  { family: 4, type: RecordType.A },
  { family: 6, type: RecordType.AAAA },
] as const;
