// The configured names of a zone, together with decisions -> records, and the types that lack any because of poor health.
// Knows which names a changed verdict affects. Refuses to know serials and signatures.

import { hintedOwner, type ServiceBinding } from '../config/names/service-binding.ts';
import { isFollowed, noTransfers } from '../config/zones/transfer-settings.ts';
import { consideredOf, type Decide, type Decision, publishedOf } from '../health/deciding/decide.ts';
import type { Resolution } from '../health/deciding/resolution.ts';
import { choosePlaces, nameOf, type Service } from '../health/deciding/service.ts';
import type { Target } from '../health/target.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import { type Name, type RelativeName, rootName } from '../wire/name.ts';
import { addressTypes, RecordType } from '../wire/protocol.ts';
import { addressRdata, type Rdata, srvRdata } from '../wire/rdata.ts';
import { makeRRset, type RRset } from '../wire/rrset.ts';
import { makePlaceholder } from '../zone/placeholder.ts';
import {
  completeRRset,
  isSameEverywhere,
  type StaticRecords,
  type StaticRRset,
} from '../zone/static-records.ts';
import type { MissingTypes, OwnedMissing, OwnedRecords, ZoneNode } from '../zone/zone.ts';
import type { ZoneTiming } from '../zone/zone-timing.ts';
import { bindingsRRset, type HintedBinding } from './binding-records.ts';
import { findVanishing } from './find-vanishing.ts';
import type { LoadedZone } from './loaded-zone.ts';
import { noRecords } from './name-claims.ts';
import {
  byOwner,
  group,
  nothingReplaced,
  type Replaced,
  replaceResolutions,
  replaceUsers,
  type Users,
  usersOfAddresses,
  usersOfTargets,
} from './name-index.ts';

/** The records at some names, and the types missing there. */
export interface NamesContent {
  /** Per zone, because an alias zone has the hosts of services under other names. */
  readonly recordsIn: (apex: Name) => OwnedRecords;
  readonly missing: OwnedMissing;
}

/** Grows as addresses are published for the first time. */
export type AddressRdatas = Map<IpAddress, Rdata>;

/** The facts of the same content, but for the addresses of some names or what updates made. */
export interface Succession {
  readonly before: ZoneFacts;
  readonly replaced?: Replaced;
  readonly updated?: OwnedRecords;
}

type FactSources = Pick<LoadedZone, 'content' | 'timing' | 'transfer'>;

export class ZoneFacts {
  readonly #timing: ZoneTiming;
  readonly #resolutions: ReadonlyMap<RelativeName, Resolution>;
  readonly #services: ReadonlyMap<RelativeName, Service>;
  readonly #bindings: ReadonlyMap<RelativeName, readonly ServiceBinding[]>;
  /** Those that are the same in every zone, and those that are not. */
  readonly #fixed: ReadonlyMap<RelativeName, ZoneNode>;
  readonly #relative: ReadonlyMap<RelativeName, readonly StaticRRset[]>;
  /** At names of which the content says nothing. */
  readonly updated: OwnedRecords;
  /** Which names use a target. */
  readonly #users: Users;
  /** Whose records or answers have addresses of a name. */
  readonly #usersOfAddresses: ReadonlyMap<RelativeName, readonly (Service | ServiceBinding)[]>;
  /** Names that get a placeholder while they have no records; none in a zone that nobody follows. */
  readonly #vanishing: ReadonlySet<RelativeName>;
  readonly #placeholder: ZoneNode;

  /**
   * `given`: what updates made, or the facts before. From those, what only the content decides is taken over: its records
   * may be very many.
   */
  constructor(
    { content, timing, transfer = noTransfers }: FactSources,
    given: Succession | { readonly updated?: OwnedRecords } = {},
  ) {
    const { resolutions, services, bindings, records, aliasZones } = content;
    this.#timing = timing;
    this.#placeholder = [makePlaceholder(timing.addressTtlSeconds)];
    if ('before' in given) {
      const { before, replaced = nothingReplaced, updated = before.updated } = given;
      this.updated = updated;
      this.#resolutions = replaceResolutions(before.#resolutions, replaced);
      this.#users = replaceUsers(before.#users, replaced);
      this.#services = before.#services;
      this.#bindings = before.#bindings;
      this.#fixed = before.#fixed;
      this.#relative = before.#relative;
      this.#usersOfAddresses = before.#usersOfAddresses;
      this.#vanishing = before.#vanishing;
      return;
    }
    this.updated = given.updated ?? noRecords;
    this.#resolutions = byOwner(resolutions);
    this.#services = byOwner(services);
    this.#bindings = group(bindings, ({ owner }) => [owner]);
    this.#fixed = pick(records, isSameEverywhere, (rrset) => completeRRset(rrset, rootName));
    this.#relative = pick(
      records,
      (rrset) => !isSameEverywhere(rrset),
      (rrset) => rrset,
    );
    this.#users = usersOfTargets(resolutions);
    this.#usersOfAddresses = usersOfAddresses([...services, ...bindings], new Set(aliasZones));
    this.#vanishing = isFollowed(transfer) ? findVanishing(content) : new Set();
  }

  get owners(): ReadonlySet<RelativeName> {
    return new Set([
      ...this.#resolutions.keys(),
      ...this.#services.keys(),
      ...this.#bindings.keys(),
      ...this.#fixed.keys(),
      ...this.#relative.keys(),
      ...this.updated.keys(),
    ]);
  }

  /** Of every target that any name uses. */
  get targetKeys(): Iterable<string> {
    return this.#users.keys();
  }

  /** The configured names that use a target; hosts made for a service are left out. */
  usersOf(target: Target): readonly Resolution[] {
    return (this.#users.get(target.key) ?? []).filter(({ madeOf }) => madeOf === undefined);
  }

  /** The names whose records may change with the verdicts of these targets. */
  ownersUsing(targets: Iterable<Target>): ReadonlySet<RelativeName> {
    const owners = new Set<RelativeName>();
    for (const target of targets)
      for (const { owner } of this.#users.get(target.key) ?? []) owners.add(owner);
    return this.ownersAffectedBy(owners);
  }

  /** The names whose records may change with anything about the names that match. */
  ownersWhere(isConcerned: (resolution: Resolution) => boolean): ReadonlySet<RelativeName> {
    const concerned = [...this.#resolutions.values()].filter(isConcerned);
    return this.ownersAffectedBy(concerned.map(({ owner }) => owner));
  }

  /** These names, and those whose records or answers have addresses of them. */
  ownersAffectedBy(names: Iterable<RelativeName>): ReadonlySet<RelativeName> {
    const owners = new Set(names);
    for (const owner of [...owners])
      for (const user of this.#usersOfAddresses.get(owner) ?? []) owners.add(user.owner);
    return owners;
  }

  /** The services among these names: their answers carry addresses of other names. */
  servicesAmong(owners: ReadonlySet<RelativeName>): readonly RelativeName[] {
    return [...owners].filter((owner) => this.#services.has(owner));
  }

  /** `rdatas`: the data of addresses that other zones have already made, and of those that this one makes. */
  contentOf(
    owners: ReadonlySet<RelativeName>,
    decide: Decide,
    rdatas: AddressRdatas = new Map(),
  ): NamesContent {
    const decideOn = decideOnce(decide);
    // All zones of a group share the address RRsets, and most names share their addresses with others.
    const shared = new Map<RelativeName, ZoneNode>();
    const missing = new Map<RelativeName, MissingTypes>();
    for (const owner of owners) {
      const published = this.#publishedAt(owner, decideOn);
      shared.set(owner, this.#sharedRecords(owner, published, rdatas));
      const types = this.#missingAddressTypes(owner, published, decideOn);
      if (types.length > 0) missing.set(owner, types);
    }
    const variants = this.#variantsOf(owners, missing, decideOn);
    if (variants.length === 0) {
      this.#fillEmpty(shared);
      return { recordsIn: () => shared, missing };
    }
    const recordsIn = (apex: Name) => {
      const records = new Map(shared);
      for (const { owner, rrsetIn } of variants) {
        const rrset = rrsetIn(apex);
        if (rrset !== undefined) records.set(owner, [...(records.get(owner) ?? []), rrset]);
      }
      this.#fillEmpty(records);
      return records;
    };
    return { recordsIn, missing };
  }

  #fillEmpty(records: Map<RelativeName, ZoneNode>): void {
    if (this.#vanishing.size === 0) return;
    for (const [owner, node] of records)
      if (node.length === 0 && this.#vanishing.has(owner)) records.set(owner, this.#placeholder);
  }

  /** The RRsets that differ from zone to zone. Adds services without a place to what is missing. */
  #variantsOf(
    owners: ReadonlySet<RelativeName>,
    missing: Map<RelativeName, MissingTypes>,
    decideOn: Decide,
  ): Variant[] {
    const ttlSeconds = this.#timing.addressTtlSeconds;
    const variants: Variant[] = [];
    for (const owner of owners) {
      for (const rrset of this.#relative.get(owner) ?? [])
        variants.push({ owner, rrsetIn: (apex) => completeRRset(rrset, apex) });
      const service = this.#services.get(owner);
      if (service !== undefined) {
        const places = choosePlaces(service, (host) => this.#publishedAt(host, decideOn).length > 0);
        if (places.length === 0) missing.set(owner, [...(missing.get(owner) ?? []), RecordType.SRV]);
        variants.push({ owner, rrsetIn: (apex) => srvOf({ ttlSeconds, ...service, places }, apex) });
      }
      const bindings = (this.#bindings.get(owner) ?? []).map((binding): HintedBinding => {
        const hinted = hintedOwner(binding);
        return { ...binding, hints: hinted === undefined ? [] : this.#publishedAt(hinted, decideOn) };
      });
      for (const sameType of group(bindings, ({ type }) => [type]).values())
        variants.push({ owner, rrsetIn: (apex) => bindingsRRset(sameType, apex, ttlSeconds) });
    }
    return variants;
  }

  #publishedAt(owner: RelativeName, decideOn: Decide): readonly IpAddress[] {
    const resolution = this.#resolutions.get(owner);
    return resolution === undefined ? [] : publishedOf(resolution, decideOn);
  }

  /** The types of which nothing is published although addresses were considered. */
  #missingAddressTypes(owner: RelativeName, published: readonly IpAddress[], decideOn: Decide): MissingTypes {
    const resolution = this.#resolutions.get(owner);
    if (resolution === undefined) return [];
    const considered = consideredOf(resolution, decideOn);
    // Nobody knows which families its hosts have; the name exists all the same.
    if (considered.length === 0 && resolution.hosts !== undefined)
      return addressTypes.map(({ type }) => type);
    return addressTypes.flatMap(({ family, type }) => {
      const isOfFamily = (address: IpAddress) => address.family === family;
      return considered.some(isOfFamily) && !published.some(isOfFamily) ? [type] : [];
    });
  }

  #sharedRecords(owner: RelativeName, published: readonly IpAddress[], rdatas: AddressRdatas): ZoneNode {
    const { ttlSeconds = this.#timing.addressTtlSeconds } = this.#resolutions.get(owner) ?? {};
    const rdataOf = (address: IpAddress) => {
      const known = rdatas.get(address) ?? addressRdata(address);
      rdatas.set(address, known);
      return known;
    };
    const rrsets = addressTypes.map(({ family, type }) => {
      const addresses = published.filter((address) => address.family === family);
      return addresses.length === 0 ? undefined : makeRRset(type, ttlSeconds, addresses.map(rdataOf));
    });
    const fixed = this.#fixed.get(owner) ?? this.updated.get(owner) ?? [];
    return [...rrsets.filter((rrset) => rrset !== undefined), ...fixed];
  }
}

/** Decides each name once: the hosts of a service all go by the name they were made from. */
function decideOnce(decide: Decide): Decide {
  const decided = new Map<Resolution, Decision>();
  return (resolution) => {
    const decision = decided.get(resolution) ?? decide(resolution);
    decided.set(resolution, decision);
    return decision;
  };
}

/** An RRset that is another one in each zone, if it is there at all. */
interface Variant {
  readonly owner: RelativeName;
  readonly rrsetIn: (apex: Name) => RRset | undefined;
}

function srvOf(
  { places, ttlSeconds }: Service & { readonly ttlSeconds: number },
  apex: Name,
): RRset | undefined {
  const rdatas = places.flatMap(({ host, ...numbers }) => {
    const target = nameOf(host, apex);
    return target === undefined ? [] : [srvRdata({ ...numbers, target })];
  });
  return rdatas.length === 0 ? undefined : makeRRset(RecordType.SRV, ttlSeconds, rdatas);
}

function pick<Item>(
  records: StaticRecords,
  isWanted: (rrset: StaticRRset) => boolean,
  map: (rrset: StaticRRset) => Item,
): ReadonlyMap<RelativeName, readonly Item[]> {
  const picked = [...records].map(([owner, rrsets]) => [owner, rrsets.filter(isWanted).map(map)] as const);
  return new Map(picked.filter(([, items]) => items.length > 0));
}
