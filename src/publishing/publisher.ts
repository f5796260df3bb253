// Facts (configurations, verdicts, overrides) -> zone groups -> snapshot, one change at a time. What changes while
// signatures are being made waits here and is published together. Refuses to know sockets, probes and key files.

import type { Snapshot } from '../answers/snapshot.ts';
import type { Clock } from '../base/clock.ts';
import { SerialQueue } from '../base/serial-queue.ts';
import { whenAll } from '../base/when-all.ts';
import type { Names } from '../config/names/written-names.ts';
import type { Decider } from '../health/deciding/decider.ts';
import type { Resolution } from '../health/deciding/resolution.ts';
import type { Target } from '../health/target.ts';
import type { Name } from '../wire/name.ts';
import { newerOf } from '../zone/serial.ts';
import type { Zone, ZoneRecords } from '../zone/zone.ts';
import { replacementsOf, type ZoneReplacement } from '../zone/zone-replacement.ts';
import { groupsByApex, indexByTarget, namesOf } from './group-index.ts';
import type { HandedOut } from './handed-out.ts';
import type { LoadedZone } from './loaded-zone.ts';
import { noRecords, type UpdatedRecords } from './name-claims.ts';
import { QuietSpan } from './quiet-span.ts';
import { replacementsIn } from './replacements-in.ts';
import { type Change, WaitingChanges } from './waiting-changes.ts';
import type { AddressRdatas } from './zone-facts.ts';
import { type ChangedFacts, type GroupChange, ZoneGroup } from './zone-group.ts';

export interface PublisherDependencies {
  readonly clock: Clock;
  readonly decider: Decider;
  /** From an earlier run: serials grow across restarts, of aliases too. */
  readonly lastSerials?: ReadonlyMap<Name, number>;
  /** Learns of every address that is no longer published. */
  readonly handedOut?: HandedOut | undefined;
  /** From an earlier run, by apex: their signatures that are still good are kept. */
  readonly lastZones?: ReadonlyMap<Name, ZoneRecords> | undefined;
  /** Called right after zones are served in place of others. Must neither throw nor take long. */
  readonly onReplaced?: ((replaced: readonly ZoneReplacement[]) => void) | undefined;
}

export class Publisher {
  readonly #snapshot: Snapshot;
  readonly #with: Omit<PublisherDependencies, 'lastZones'>;
  #groups: readonly ZoneGroup[] = [];
  #zones: readonly Zone[] = [];
  #names = namesOf([]);
  /** By the key of a target, the places of the groups that depend on it. */
  #byTarget = indexByTarget([]);
  readonly #serials: Map<Name, number>;
  /** Until there are zones of this run. */
  #lastZones: ReadonlyMap<Name, ZoneRecords> | undefined;
  /** What updates made, of zones that are not served, too. */
  #updated: UpdatedRecords = new Map();
  /** Signing takes a while and happens on other threads, so changes have to wait for each other. */
  readonly #queue = new SerialQueue();
  readonly #waiting = new WaitingChanges();
  readonly #quiet = new QuietSpan();

  constructor(snapshot: Snapshot, { lastZones, ...dependencies }: PublisherDependencies) {
    this.#snapshot = snapshot;
    this.#with = dependencies;
    this.#serials = new Map(dependencies.lastSerials);
    this.#lastZones = lastZones;
  }

  /** What is served and why. */
  get groups(): readonly ZoneGroup[] {
    return this.#groups;
  }

  get zones(): readonly Zone[] {
    return this.#zones;
  }

  /** What is configured, of all groups together. */
  get names(): Names {
    return this.#names;
  }

  /** The newest serial that is served. */
  get serial(): number | undefined {
    const serials = this.#groups.map(({ serial }) => serial);
    return serials.length === 0 ? undefined : Math.max(...serials);
  }

  /** The last serial of each hosted zone, earlier runs included. */
  get serials(): ReadonlyMap<Name, number> {
    return this.#serials;
  }

  /** The names that use a target. */
  usersOf(target: Target): readonly Resolution[] {
    return this.#groupsUsing(target).flatMap((index) => this.#groups[index]?.usersOf(target) ?? []);
  }

  /** Places in `groups`. Status asks for each of a hundred thousand targets, and there may be thousands of groups. */
  #groupsUsing(target: Target): readonly number[] {
    return this.#byTarget.get(target.key) ?? [];
  }

  /** Replaces all groups by these, or none on failure. Returns whether anything changed. */
  publishAll(configs: readonly LoadedZone[]): boolean | Promise<boolean> {
    return this.#queue.run(() => this.#publishAll(configs));
  }

  #publishAll(configs: readonly LoadedZone[]): boolean | Promise<boolean> {
    const { clock, decider } = this.#with;
    const nowSeconds = clock.wallSeconds();
    // Everything is rebuilt, so nothing needs to wait any longer.
    const waiting = this.#waiting.take();
    const zones = new Map(this.#lastZones);
    for (const zone of this.#zones) zones.set(zone.apex, zone);
    const groups = groupsByApex(this.#groups);
    const rdatas: AddressRdatas = new Map();
    const built = configs.map((config) => {
      const apex = config.content.hostedZone;
      const before = {
        group: groups.get(apex),
        serial: this.#lastSerialOf(config, zones),
        zones,
        rdatas,
        updated: this.#updated.get(apex),
      };
      return ZoneGroup.build(config, before, decider.decideAndRemember, nowSeconds);
    });
    return this.#waiting.returnOnFailure(
      waiting,
      whenAll(built, (groups) => this.#serveAll(groups)),
    );
  }

  /** An alias may have been a hosted zone of its own, or another's alias: whoever follows it has that serial. */
  #lastSerialOf(
    { content: { hostedZone, aliasZones } }: LoadedZone,
    zones: ReadonlyMap<Name, ZoneRecords>,
  ): number | undefined {
    return [hostedZone, ...aliasZones].reduce<number | undefined>(
      (last, apex) => newerOf(last, newerOf(this.#serials.get(apex), zones.get(apex)?.serial)),
      undefined,
    );
  }

  #serveAll(groups: readonly ZoneGroup[]): boolean {
    const { decider, handedOut } = this.#with;
    const before = groupsByApex(this.#groups);
    const after = groupsByApex(groups);
    this.#groups = groups;
    this.#names = namesOf(groups);
    this.#byTarget = indexByTarget(groups);
    decider.lastHealthy.keepOnly(this.#names.resolutions);
    const changed = groups.filter((group) => before.get(group.apex)?.zones !== group.zones);
    const isAnyGone = [...before.keys()].some((apex) => !after.has(apex));
    if (changed.length === 0 && !isAnyGone) return false;
    this.#quiet.end();
    for (const { apex, serial } of changed) this.#serials.set(apex, serial);
    const served = this.#zones;
    this.#zones = groups.flatMap((group) => group.zones);
    this.#snapshot.replace(this.#zones);
    this.#lastZones = undefined;
    this.#with.onReplaced?.(replacementsOf(served, this.#zones));
    for (const { apex, main } of before.values()) handedOut?.replace(main, after.get(apex)?.main);
    return true;
  }

  /** Replaces groups by what they are with other addresses of hosts; those of the same configuration stay as they are. */
  follow(configs: readonly LoadedZone[]): void | Promise<void> {
    return this.#queue.run(() => {
      const { clock, decider } = this.#with;
      const nowSeconds = clock.wallSeconds();
      const byApex = new Map(configs.map((config) => [config.content.hostedZone, config]));
      const made = this.#groups.map((group) => {
        const config = byApex.get(group.apex);
        if (config === undefined || config === group.config) return undefined;
        return group.follow(config, decider.decideAndRemember, nowSeconds);
      });
      return whenAll(made, (changes) => {
        this.#serve(changes, nowSeconds);
        this.#names = namesOf(this.#groups);
        this.#byTarget = indexByTarget(this.#groups);
      });
    });
  }

  /** What updates made is this from now on; nothing changes on failure. */
  update(updated: UpdatedRecords): void | Promise<void> {
    return this.#queue.run(() => {
      const { clock, decider } = this.#with;
      const nowSeconds = clock.wallSeconds();
      const made = this.#groups.map((group) => {
        const records = updated.get(group.apex) ?? noRecords;
        if (records === group.updated) return undefined;
        const before = { serial: this.#serials.get(group.apex) };
        return group.update(records, before, decider.decideAndRemember, nowSeconds);
      });
      return whenAll(made, (changes) => {
        this.#updated = updated;
        this.#serve(changes, nowSeconds);
      });
    });
  }

  /** Adds to what the next `publish` publishes. */
  add(change: Change): void {
    this.#waiting.add(change);
  }

  /** Publishes what waits, and this; synchronously where nothing is signed. On failure all of it waits again. */
  publish(change: Change = {}): void | Promise<void> {
    this.add(change);
    return this.#queue.run(() => this.#publishWaiting());
  }

  #publishWaiting(): void | Promise<void> {
    const changed = this.#waiting.take();
    if (changed.targets.size === 0 && changed.names.length === 0) return;
    const { clock, decider } = this.#with;
    const nowSeconds = clock.wallSeconds();
    const made = this.#groupsConcerned(changed).map((group) =>
      group.change(changed, decider.decideAndRemember, nowSeconds),
    );
    return this.#waiting.returnOnFailure(
      changed,
      whenAll(made, (changes) => this.#serve(changes, nowSeconds)),
    );
  }

  #groupsConcerned({ targets, names }: ChangedFacts): readonly ZoneGroup[] {
    if (names.length > 0) return this.#groups;
    const places = new Set([...targets].flatMap((target) => this.#groupsUsing(target)));
    return this.#groups.filter((_, place) => places.has(place));
  }

  /** Renews signatures that are due and returns for how many names. Cheap to call while none is due. */
  renewSignatures(): Promise<number> {
    return this.#queue.run(async () => {
      const nowSeconds = this.#with.clock.wallSeconds();
      const signed = this.#groups.filter(({ isSigned }) => isSigned);
      if (signed.length === 0 || this.#quiet.has(nowSeconds)) return 0;
      const made = await Promise.all(signed.map((group) => group.renewSignatures(nowSeconds)));
      const renewals = made.filter((renewal) => renewal !== undefined);
      if (renewals.length === 0) {
        const quietSeconds = Math.min(...signed.map((group) => group.nextRenewalSeconds(nowSeconds)));
        this.#quiet.begin(nowSeconds, quietSeconds);
        return 0;
      }
      this.#quiet.end();
      this.#serve(
        renewals.map(({ change }) => change),
        nowSeconds,
      );
      return renewals.reduce((sum, { nameCount }) => sum + nameCount, 0);
    });
  }

  #serve(changes: readonly (GroupChange | undefined)[], nowSeconds: number): void {
    const made = changes.filter((change) => change !== undefined);
    if (made.length === 0) return;
    this.#quiet.signed(nowSeconds);
    const successors = new Map(made.map(({ before, after }) => [before, after]));
    this.#groups = this.#groups.map((group) => successors.get(group) ?? group);
    for (const { after } of made) this.#serials.set(after.apex, after.serial);
    this.#zones = this.#groups.flatMap((group) => group.zones);
    const isAnyRebuilt = made.some(({ isRebuilt }) => isRebuilt);
    if (isAnyRebuilt) {
      this.#quiet.end();
      this.#snapshot.replace(this.#zones);
    } else {
      this.#snapshot.change(
        made.flatMap((change) => change.changes),
        this.#zones,
      );
    }
    for (const { before, after, changes: ofZones } of made) {
      if (before.main === after.main) continue;
      const names = ofZones.find(({ zone }) => zone.apex === after.apex)?.names;
      this.#with.handedOut?.replace(before.main, after.main, names);
    }
    this.#with.onReplaced?.(made.flatMap(replacementsIn));
  }
}
