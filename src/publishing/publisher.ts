// The change flow: facts (configuration, verdicts) -> zones -> snapshot. The one place that decides when a new serial
// is due. Refuses to know sockets, probes and key files.

import type { Snapshot } from '../answers/snapshot.ts';
import type { Clock } from '../base/clock.ts';
import type { VerdictOf } from '../health/deciding/check.ts';
import { type Decide, type Decision, decideSteadily } from '../health/deciding/decide.ts';
import { LastHealthy } from '../health/deciding/last-healthy.ts';
import type { Resolution } from '../health/deciding/resolution.ts';
import type { Target } from '../health/target.ts';
import type { SigningSettings } from '../signing/signing-settings.ts';
import { dueForRenewal, nextRenewalSeconds, renew, signChange, signZone } from '../signing/zone-signer.ts';
import { buildZone, changeZone, type ZoneChange } from '../zone/build-zone.ts';
import { haveSameContent, haveSameMissing } from '../zone/compare-zones.ts';
import { nextSerial } from '../zone/serial.ts';
import type { Zone } from '../zone/zone.ts';
import type { HandedOut } from './handed-out.ts';
import type { LoadedConfig } from './load-config.ts';
import { ZoneFacts } from './zone-facts.ts';

/** What zones are built from, beside verdicts. */
export type PublishedConfig = Pick<LoadedConfig, 'content' | 'timing'> &
  Partial<Pick<LoadedConfig, 'signingSettings'>>;

export interface PublisherSettings {
  /** What an earlier run published: serials grow across restarts. */
  readonly lastSerial?: number | undefined;
  /** What was healthy in an earlier run, and is from now on. */
  readonly lastHealthy?: LastHealthy | undefined;
  /** Who goes up and down too often. */
  readonly isHeld?: ((target: Target) => boolean) | undefined;
  /** What operators keep out of answers. */
  readonly withhold?: Withhold | undefined;
  /** Is told of every address that goes. */
  readonly handedOut?: HandedOut | undefined;
}

/** What of a name may be published at all: the same resolution, or one with fewer addresses. */
export type Withhold = (resolution: Resolution) => Resolution;

type IsConcerned = (resolution: Resolution) => boolean;

export class Publisher {
  readonly #snapshot: Snapshot;
  readonly #clock: Clock;
  readonly #lastHealthy: LastHealthy;
  #facts: ZoneFacts | undefined;
  #signing: SigningSettings | undefined;
  #zones: readonly Zone[] = [];
  #serial: number | undefined;
  /** Signing takes a while, on other threads: one change is published after the other. */
  #work: Promise<unknown> | undefined;
  /** When no signature is due, by a clock that may be set in between. */
  #quiet: { readonly fromSeconds: number; readonly untilSeconds: number } | undefined;
  /** Whose verdicts changed while another change was being published. */
  #waiting = new Set<Target>();
  /** And about which names something else changed. */
  #waitingNames: readonly IsConcerned[] = [];
  readonly #settings: PublisherSettings;

  constructor(snapshot: Snapshot, clock: Clock, settings: PublisherSettings = {}) {
    this.#snapshot = snapshot;
    this.#clock = clock;
    this.#settings = settings;
    this.#serial = settings.lastSerial;
    this.#lastHealthy = settings.lastHealthy ?? new LastHealthy();
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
    return this.#facts?.usersOf(target) ?? [];
  }

  /** What would be published of a name with these verdicts. */
  decide(resolution: Resolution, verdictOf: VerdictOf): Decision {
    const { withhold } = this.#settings;
    return this.decideOnAll(withhold === undefined ? resolution : withhold(resolution), verdictOf);
  }

  /** The same if nothing was withheld. */
  decideOnAll(resolution: Resolution, verdictOf: VerdictOf): Decision {
    const { isHeld = () => false } = this.#settings;
    return decideSteadily(resolution, verdictOf, isHeld, this.#lastHealthy.of(resolution));
  }

  /** Publishes a configuration, and says whether that changed anything. */
  publishAll(config: PublishedConfig, verdictOf: VerdictOf): Promise<boolean> {
    return this.#inTurn(() => this.#publishAll(config, verdictOf));
  }

  #publishAll(config: PublishedConfig, verdictOf: VerdictOf): boolean | Promise<boolean> {
    const { signingSettings } = config;
    const nowSeconds = this.#clock.wallSeconds();
    const serial = nextSerial(this.#serial, nowSeconds);
    const facts = new ZoneFacts(config.content, config.timing);
    const plain = buildZonesOf(facts, config, this.#decideAndNote(verdictOf), serial);
    if (signingSettings === undefined) return this.#serveAll(config, facts, plain, serial);
    const previous = new Map(this.#zones.map((zone) => [zone.apex, zone]));
    const signed = plain.map((zone) => signZone(zone, signingSettings, nowSeconds, previous.get(zone.apex)));
    return Promise.all(signed).then((zones) => this.#serveAll(config, facts, zones, serial));
  }

  #serveAll(config: PublishedConfig, facts: ZoneFacts, zones: readonly Zone[], serial: number): boolean {
    this.#facts = facts;
    this.#lastHealthy.keepOnly(config.content?.resolutions ?? []);
    this.#signing = config.signingSettings;
    const before = this.#zones;
    const hasSame = (compare: (a: Zone, b: Zone) => boolean) =>
      zones.length === before.length && zones.every((zone, index) => compare(before[index] as Zone, zone));
    const hasSameContent = hasSame(haveSameContent);
    if (hasSameContent && hasSame(haveSameMissing)) return false;
    this.#quiet = undefined;
    // A reload may take a family away from a name that is all down: it is not missing any more, which answers have to
    // say, but no record differs. So the zones stay what they are, with their serial and their signatures.
    if (hasSameContent)
      this.#zones = before.map((zone, index) => {
        const { missing, emptyNonTerminals } = zones[index] as Zone;
        return { ...zone, missing, emptyNonTerminals };
      });
    else {
      this.#zones = zones;
      this.#serial = serial;
    }
    this.#snapshot.replace(this.#zones);
    this.#settings.handedOut?.note(before[0], this.#zones[0]);
    return true;
  }

  /**
   * Publishes what changed verdicts change, in all zones together and under one serial: at once where nothing is signed,
   * else together with all that change until the signatures of the change before are made.
   */
  publishTargets(targets: Iterable<Target>, verdictOf: VerdictOf): Promise<void> {
    for (const target of targets) this.#waiting.add(target);
    return this.#inTurn(() => this.#publishWaiting(verdictOf));
  }

  /** The same for names about which something else changed that decides on what is published. */
  publishNames(isConcerned: IsConcerned, verdictOf: VerdictOf): Promise<void> {
    this.#waitingNames = [...this.#waitingNames, isConcerned];
    return this.#inTurn(() => this.#publishWaiting(verdictOf));
  }

  #publishWaiting(verdictOf: VerdictOf): void | Promise<void> {
    const targets = this.#waiting;
    const concerns = this.#waitingNames;
    this.#waiting = new Set();
    this.#waitingNames = [];
    const facts = this.#facts;
    if (facts === undefined || (targets.size === 0 && concerns.length === 0)) return;
    const ofNames =
      concerns.length === 0 ? [] : facts.ownersWhere((resolution) => concerns.some((is) => is(resolution)));
    const owners = new Set([...facts.ownersUsing(targets), ...ofNames]);
    const { recordsIn, missing } = facts.contentOf(owners, this.#decideAndNote(verdictOf));
    const related = facts.servicesAmong(owners);
    const nowSeconds = this.#clock.wallSeconds();
    const serial = nextSerial(this.#serial, nowSeconds);
    const changes = this.#zones
      .map((zone) => changeZone(zone, recordsIn(zone.apex), serial, { missing, related }))
      .filter((change) => change !== undefined);
    // The zones hold the same records: either all change or none.
    if (changes.length === 0) return;
    const signing = this.#signing;
    // Where only what is missing differs there is nothing to sign, and nothing that another server has to be told.
    const hasNewRecords = changes.some(({ zone }) => zone.serial === serial);
    if (signing === undefined || !hasNewRecords) return this.#serve(changes);
    if (!this.#isQuiet(nowSeconds)) this.#quiet = undefined;
    const before = this.#zones;
    const signed = changes.map((change, index) =>
      signChange(change, before[index] as Zone, signing, nowSeconds),
    );
    // Should the clock be put back behind this moment, what is signed now begins in the future.
    if (this.#quiet !== undefined) this.#quiet = { ...this.#quiet, fromSeconds: nowSeconds };
    return Promise.all(signed).then(
      (published) => this.#serve(published),
      (error) => {
        // What is served is still what it was: all of this has to be looked at again.
        for (const target of targets) this.#waiting.add(target);
        this.#waitingNames = [...concerns, ...this.#waitingNames];
        throw error;
      },
    );
  }

  /** Signs anew what is due, and says how many names that was. To be called as often as one likes. */
  renewSignatures(): Promise<number> {
    return this.#inTurn(async () => {
      const signing = this.#signing;
      const nowSeconds = this.#clock.wallSeconds();
      if (signing === undefined || this.#isQuiet(nowSeconds)) return 0;
      const due = this.#zones.map((zone) => dueForRenewal(zone, nowSeconds));
      const count = due.reduce((sum, names) => sum + names.length, 0);
      if (count === 0) {
        const quietSeconds = Math.min(...this.#zones.map((zone) => nextRenewalSeconds(zone, nowSeconds)));
        this.#quiet = { fromSeconds: nowSeconds, untilSeconds: nowSeconds + quietSeconds };
        return 0;
      }
      this.#quiet = undefined;
      const serial = nextSerial(this.#serial, nowSeconds);
      // All zones under one serial, those too in which nothing is due.
      const changes = await Promise.all(
        this.#zones.map((zone, index) => renew(zone, due[index] ?? [], signing, nowSeconds, serial)),
      );
      this.#serve(changes);
      return count;
    });
  }

  /** Looking at every signature of 100,000 names takes a fifth of a second: that is for when there is something to find. */
  #isQuiet(nowSeconds: number): boolean {
    if (this.#quiet === undefined) return false;
    return nowSeconds >= this.#quiet.fromSeconds && nowSeconds < this.#quiet.untilSeconds;
  }

  #decideAndNote(verdictOf: VerdictOf): Decide {
    return (resolution) => {
      const decision = this.decide(resolution, verdictOf);
      this.#lastHealthy.note(resolution, decision);
      return decision;
    };
  }

  #serve(changes: readonly ZoneChange[]): void {
    const [before] = this.#zones;
    this.#zones = changes.map(({ zone }) => zone);
    this.#serial = this.#zones[0]?.serial;
    this.#snapshot.change(changes);
    this.#settings.handedOut?.note(before, this.#zones[0], changes[0]?.names);
  }

  /** Runs at once when nothing else does, and what needs no signatures has happened when this returns. */
  async #inTurn<Value>(act: () => Value | Promise<Value>): Promise<Value> {
    const result = this.#work === undefined ? act() : this.#work.then(act);
    if (!(result instanceof Promise)) return result;
    const work = result.then(ignore, ignore);
    this.#work = work;
    void work.then(() => {
      if (this.#work === work) this.#work = undefined;
    });
    return result;
  }
}

const ignore = () => undefined;

/** The hosted zone first, then its aliases, all of the same records and serial. */
export function buildZones(config: PublishedConfig, decideOn: Decide, serial: number): Zone[] {
  return buildZonesOf(new ZoneFacts(config.content, config.timing), config, decideOn, serial);
}

function buildZonesOf(
  facts: ZoneFacts,
  { content, timing }: PublishedConfig,
  decideOn: Decide,
  serial: number,
): Zone[] {
  if (content === undefined) return [];
  const { hostedZone, aliasZones, nameServers } = content;
  const { recordsIn, missing } = facts.contentOf(facts.owners, decideOn);
  return [hostedZone, ...aliasZones].map((apex) =>
    buildZone({ apex, serial, timing, nameServers }, recordsIn(apex), missing),
  );
}
