// Zones that share facts, serial and keys: a hosted zone and its aliases. A group is immutable; a configuration, changed
// facts or due signatures make the next one. Refuses to know other groups and what is served.

import { invariant } from '../base/invariant.ts';
import { whenAll } from '../base/when-all.ts';
import type { Decide } from '../health/deciding/decide.ts';
import type { Resolution } from '../health/deciding/resolution.ts';
import type { Target } from '../health/target.ts';
import { dueForRenewal, nextRenewalSeconds, renew, signChange, signZone } from '../signing/zone-signer.ts';
import type { Name, RelativeName } from '../wire/name.ts';
import { changeZone, type ZoneChange } from '../zone/build-zone.ts';
import { isNewerSerial, newerOf, nextSerial } from '../zone/serial.ts';
import type { OwnedRecords, Zone, ZoneNode, ZoneRecords } from '../zone/zone.ts';
import { buildGroup } from './build-zones.ts';
import { keepSame, keepSignedZones } from './keep-zones.ts';
import { type LoadedZone, withoutDelegated } from './loaded-zone.ts';
import { claimOn, noRecords, withoutClaimed } from './name-claims.ts';
import { reshapeZones } from './reshape-zones.ts';
import { canChangeInPlace, differingOwners, replaceAt } from './update-in-place.ts';
import { type AddressRdatas, ZoneFacts } from './zone-facts.ts';

export interface ChangedFacts {
  /** Targets whose effective verdict changed. */
  readonly targets: ReadonlySet<Target>;
  /** Match the names about which anything else changed, such as an override. */
  readonly names: readonly ((resolution: Resolution) => boolean)[];
}

/** What precedes a group that is built from a configuration. */
export interface Before {
  /** The same group as currently served. */
  readonly group: ZoneGroup | undefined;
  /** The last serial of the group, possibly from an earlier run. */
  readonly serial: number | undefined;
  /** Signatures that are still good are reused, whichever group had the zone. */
  readonly zones: ReadonlyMap<Name, ZoneRecords>;
  /** Shared by all groups that are built together. */
  readonly rdatas?: AddressRdatas;
  /** What updates made of its names. */
  readonly updated?: OwnedRecords | undefined;
}

export interface GroupChange {
  readonly before: ZoneGroup;
  readonly after: ZoneGroup;
  readonly changes: readonly ZoneChange[];
  /** Names came or went: the zones are others altogether, and `changes` is empty. */
  readonly isRebuilt?: boolean;
}

export class ZoneGroup {
  readonly config: LoadedZone;
  readonly serial: number;
  /** The hosted zone, then its aliases. */
  readonly zones: readonly Zone[];
  /** What updates made, shadowed by the configuration or not. */
  readonly updated: OwnedRecords;
  readonly #facts: ZoneFacts;

  private constructor(
    { config, updated }: Pick<ZoneGroup, 'config' | 'updated'>,
    facts: ZoneFacts,
    serial: number,
    zones: readonly Zone[],
  ) {
    this.config = config;
    this.updated = updated;
    this.#facts = facts;
    this.serial = serial;
    this.zones = zones;
  }

  /** From a configuration; keeps the previous zones and serial if no record differs. */
  static build(
    config: LoadedZone,
    before: Before,
    decide: Decide,
    nowSeconds: number,
  ): ZoneGroup | Promise<ZoneGroup> {
    const { updated = noRecords } = before;
    const facts = new ZoneFacts(config, { updated: withoutClaimed(config, updated) });
    const given = { config, updated };
    const { soaSerial } = config.content;
    const serial = nextSerial(newerOf(before.serial, soaSerial), nowSeconds);
    const plain = buildGroup(facts, config, decide, serial, before.rdatas);
    const { signing } = config;
    const isOvertaken =
      soaSerial !== undefined && !isNewerSerial(before.group?.serial ?? soaSerial, soaSerial);
    const same = before.group && !isOvertaken ? keepSignedZones(before.group, config, plain) : undefined;
    if (before.group !== undefined && same !== undefined)
      return new ZoneGroup(given, facts, before.group.serial, same);
    const zones =
      signing === undefined
        ? plain
        : plain.map((zone) => signZone(zone, signing, nowSeconds, before.zones.get(zone.apex)));
    return whenAll<Zone, ZoneGroup>(zones, (built) => {
      const kept =
        before.group === undefined || isOvertaken ? undefined : keepSame(before.group.zones, built);
      if (before.group === undefined || kept === undefined) return new ZoneGroup(given, facts, serial, built);
      return new ZoneGroup(given, facts, before.group.serial, kept);
    });
  }

  /** The hosted zone. Its aliases hold the same records. */
  get main(): Zone {
    return this.#zone(this.apex);
  }

  get apex(): Name {
    return this.config.content.hostedZone;
  }

  get isCatalog(): boolean {
    return this.config.isCatalog === true;
  }

  get isSigned(): boolean {
    return this.config.signing !== undefined;
  }

  /** Of every target that it depends on. */
  get targetKeys(): Iterable<string> {
    return this.#facts.targetKeys;
  }

  /** The names that use a target. */
  usersOf(target: Target): readonly Resolution[] {
    return this.#facts.usersOf(target);
  }

  /** Applies changed facts to all zones, under one serial. Nothing if no answer changes. */
  change(
    { targets, names }: ChangedFacts,
    decide: Decide,
    nowSeconds: number,
  ): GroupChange | undefined | Promise<GroupChange> {
    const facts = this.#facts;
    const ofNames =
      names.length === 0 ? [] : facts.ownersWhere((resolution) => names.some((is) => is(resolution)));
    const owners = new Set([...facts.ownersUsing(targets), ...ofNames]);
    return owners.size === 0 ? undefined : this.#change(owners, this.#state, decide, nowSeconds);
  }

  /** Goes on with a configuration that differs only in which addresses some names have. */
  follow(config: LoadedZone, decide: Decide, nowSeconds: number): GroupChange | Promise<GroupChange> {
    const { resolutions } = this.config.content;
    const replaced = new Map<Resolution, Resolution>();
    for (const [index, after] of config.content.resolutions.entries()) {
      const before = resolutions[index];
      if (before !== undefined && before !== after) replaced.set(before, after);
    }
    const facts = new ZoneFacts(config, { before: this.#facts, replaced });
    const owners = facts.ownersAffectedBy([...replaced.values()].map(({ owner }) => owner));
    const next = { ...this.#state, facts, config };
    return this.#change(owners, next, decide, nowSeconds) ?? this.#unchanged(next);
  }

  /** Goes on with other records made by updates. */
  update(
    updated: OwnedRecords,
    before: Pick<Before, 'serial'>,
    decide: Decide,
    nowSeconds: number,
  ): GroupChange | Promise<GroupChange> {
    const { config } = this;
    // Who has a name depends on the configuration, which is the same: only those that differ are looked at.
    const differing = [...differingOwners(this.updated, updated)];
    const owners = new Set(differing.filter((owner) => claimOn(config, owner) === undefined));
    const published = replaceAt(this.#facts.updated, updated, owners);
    const facts = new ZoneFacts(config, { before: this.#facts, updated: published });
    const next = { config, facts, updated };
    if (owners.size === 0) return this.#unchanged(next);
    if (this.zones.every((zone) => canChangeInPlace(zone, owners, published)))
      return this.#change(owners, next, decide, nowSeconds) ?? this.#unchanged(next);
    const reshaped = this.#reshape(owners, next, decide, nowSeconds);
    if (reshaped !== undefined) return reshaped;
    const zones = new Map(this.zones.map((zone) => [zone.apex, zone]));
    const built = ZoneGroup.build(config, { ...before, group: this, zones, updated }, decide, nowSeconds);
    return whenAll<ZoneGroup, GroupChange>([built], ([after = this]) => ({
      before: this,
      after,
      changes: [],
      isRebuilt: after.zones !== this.zones,
    }));
  }

  get #state(): NextGroup {
    return { config: this.config, facts: this.#facts, updated: this.updated };
  }

  #unchanged(next: NextGroup): GroupChange {
    return { before: this, after: new ZoneGroup(next, next.facts, this.serial, this.zones), changes: [] };
  }

  /** The records that a name is configured with, healthy or not, and what updates made are not. */
  configuredAt(owner: RelativeName, apex: Name, decide: Decide): ZoneNode {
    if (claimOn(this.config, owner) === undefined) return [];
    return (
      this.#facts
        .contentOf(new Set([owner]), decide)
        .recordsIn(apex)
        .get(owner) ?? []
    );
  }

  #change(
    owners: ReadonlySet<RelativeName>,
    next: NextGroup,
    decide: Decide,
    nowSeconds: number,
  ): GroupChange | undefined | Promise<GroupChange> {
    const { facts } = next;
    const { recordsIn, missing } = facts.contentOf(owners, decide);
    const related = facts.servicesAmong(owners);
    const serial = nextSerial(this.serial, nowSeconds);
    const { delegations } = this.config;
    const changes = this.zones
      .map((zone) => {
        const records = withoutDelegated(recordsIn(zone.apex), delegations?.get(zone.apex));
        return changeZone(zone, records, serial, { missing, related });
      })
      .filter((change) => change !== undefined);
    // The zones hold the same records, so either all change or none, but where another zone begins in one of them.
    if (changes.length === 0) return undefined;
    // If only the missing types differ, there is nothing to sign and nothing to tell other servers.
    if (changes.every(({ zone }) => zone.serial !== serial)) return this.#succeededBy(changes, next);
    return this.#signed(changes, next, nowSeconds);
  }

  /** The same, of names that come or go. Nothing where that takes zones that are built anew. */
  #reshape(
    owners: ReadonlySet<RelativeName>,
    next: NextGroup,
    decide: Decide,
    nowSeconds: number,
  ): GroupChange | undefined | Promise<GroupChange> {
    const changes = reshapeZones(this, owners, next.facts, decide, nextSerial(this.serial, nowSeconds));
    if (changes === undefined) return undefined;
    return changes.length === 0 ? this.#unchanged(next) : this.#signed(changes, next, nowSeconds);
  }

  #signed(
    changes: readonly ZoneChange[],
    next: NextGroup,
    nowSeconds: number,
  ): GroupChange | Promise<GroupChange> {
    const { signing } = this.config;
    const made =
      signing === undefined
        ? changes
        : changes.map((change) => signChange(change, this.#zone(change.zone.apex), signing, nowSeconds));
    return whenAll<ZoneChange, GroupChange>(made, (all) => this.#succeededBy(all, next));
  }

  /** Renews due signatures under a new serial. Nothing if none is due. */
  async renewSignatures(
    nowSeconds: number,
  ): Promise<{ readonly change: GroupChange; readonly nameCount: number } | undefined> {
    const { signing } = this.config;
    if (signing === undefined) return undefined;
    const due = this.zones.map((zone) => ({ zone, names: dueForRenewal(zone, nowSeconds) }));
    const nameCount = due.reduce((sum, { names }) => sum + names.length, 0);
    if (nameCount === 0) return undefined;
    const serial = nextSerial(this.serial, nowSeconds);
    // All zones share one serial, so those with nothing due move along.
    const changes = await Promise.all(
      due.map(({ zone, names }) => renew(zone, names, signing, nowSeconds, serial)),
    );
    return { change: this.#succeededBy(changes), nameCount };
  }

  /** How long until a signature is due. */
  nextRenewalSeconds(nowSeconds: number): number {
    return Math.min(...this.zones.map((zone) => nextRenewalSeconds(zone, nowSeconds)));
  }

  #succeededBy(changes: readonly ZoneChange[], next: NextGroup = this.#state): GroupChange {
    const changed = new Map(changes.map(({ zone }) => [zone.apex, zone]));
    const zones = this.zones.map((zone) => changed.get(zone.apex) ?? zone);
    // Missing types alone change no serial.
    const newer = changes.find(({ zone }) => zone.serial !== this.#zone(zone.apex).serial);
    const serial = newer?.zone.serial ?? this.serial;
    return { before: this, after: new ZoneGroup(next, next.facts, serial, zones), changes };
  }

  #zone(apex: Name): Zone {
    const zone = this.zones.find((one) => one.apex === apex);
    invariant(zone !== undefined, 'a group has its own zones');
    return zone;
  }
}

type NextGroup = Pick<ZoneGroup, 'config' | 'updated'> & { readonly facts: ZoneFacts };
