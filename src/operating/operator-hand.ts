// Carries out what operators do by hand: an override is checked, begins, is published, ends or expires; and works out when
// no cache holds a drained address any more. docs/operations.md describes it.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import type { ZoneContent } from '../config/zones/zone-config.ts';
import type {
  BegunOverride,
  EndedOverride,
  OverrideProblem,
  OverrideStatus,
} from '../control/protocol/overrides.ts';
import type { Decider } from '../health/deciding/decider.ts';
import {
  concerns,
  findOverride,
  isProbedAt,
  type Operator,
  type Override,
  type OverrideAction,
  type OverrideEffect,
  parseAddressSubject,
  printSubject,
  type Subject,
  withOverride,
} from '../health/deciding/overrides.ts';
import { decidingFor, type Resolution, targetsOf } from '../health/deciding/resolution.ts';
import type { Target } from '../health/target.ts';
import type { ChangeFlow } from '../publishing/change-flow.ts';
import type { HandedOut } from '../publishing/handed-out.ts';
import type { Publisher } from '../publishing/publisher.ts';
import type { Name } from '../wire/name.ts';
import { type DrainFollowers, DrainWaits, type OwnClearTime } from './drain-waits.ts';
import { findRecordsOnly, findSubjects } from './find-subject.ts';
import { labelService } from './label-service.ts';
import { logBegun, logEnded, logExpired, logHoldEnded } from './log-override.ts';
import { findEmptied, findStillAnswered } from './override-effects.ts';
import { overridesMax } from './override-file.ts';
import {
  ambiguousSubject,
  recordsOnly,
  tooMany,
  unknownSubject,
  withoutEffect,
  wouldEmpty,
} from './override-problem.ts';
import { coveredAddresses, coversAny, KnownReaches, overlap, reachOf } from './override-reach.ts';
import { makeOverrideStatus, type OverrideTimes } from './override-status.ts';
import type { OverridesKeeper } from './overrides-keeper.ts';
import { didYouMeanName } from './suggest-name.ts';

export interface OverrideRequest {
  readonly action: OverrideAction;
  readonly subject: string;
  readonly by: Operator;
  readonly forSeconds?: number | undefined;
  /** Whether names may be left without address. */
  readonly mayEmpty: boolean;
}

export interface HandDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly keeper: OverridesKeeper;
  readonly handedOut: HandedOut;
  readonly decider: Decider;
  /** What is published: only that can be drained. */
  readonly publisher: Pick<Publisher, 'groups' | 'names'>;
  readonly changes: Pick<ChangeFlow, 'namesChanged'>;
  /** Ends holds for flapping, and returns whose. */
  readonly endHolds: (isMeant: (target: Target) => boolean) => readonly Target[];
  /** They hand out what they fetched from us. */
  readonly followers: DrainFollowers;
  /** Resolves when no reply made from an earlier snapshot is still to be sent. */
  readonly movedOn: () => Promise<void>;
}

export class OperatorHand {
  readonly #with: HandDependencies;
  readonly #waits: DrainWaits;
  readonly #reaches = new KnownReaches();

  constructor(dependencies: HandDependencies) {
    this.#with = dependencies;
    const { clock, followers, publisher, keeper } = dependencies;
    this.#waits = new DrainWaits({
      clock,
      followers,
      groups: () => publisher.groups,
      setClearAtMs: (drain, atMs) => keeper.setClearAtMs(drain, atMs),
    });
  }

  /** From now on, overrides expire. */
  start(): void {
    const { keeper } = this.#with;
    for (const drain of this.#drains) {
      if (keeper.clearAtMs(drain) !== undefined) this.#waits.assumeClear(drain);
      // An earlier run did not get to find this out.
      else this.#waits.begin(drain, this.#ownClearTime(drain));
    }
    keeper.start((override) => void this.#expire(override));
  }

  stop(): void {
    this.#with.keeper.stop();
  }

  /** Servers that follow this zone are others, or have something newer. */
  followersMoved(apex: Name): void {
    this.#waits.moved(apex);
  }

  /** Drains may be about more than before. */
  configReplaced(): void {
    for (const drain of this.#drains) this.#waits.extend(drain, this.#ownClearTime(drain));
  }

  list(): readonly OverrideStatus[] {
    const reaches = this.#reaches.of(this.#with.keeper.current, this.#resolutions);
    return [...reaches].map(([override, reach]) => makeOverrideStatus(override, reach, this.#times));
  }

  async begin(request: OverrideRequest): Promise<Result<BegunOverride, OverrideProblem>> {
    const { action, by, forSeconds } = request;
    const { clock, keeper, logger, changes } = this.#with;
    const found = this.#findSubject(request.subject);
    if (!found.ok) return found;
    const subject = found.value;
    const problem = this.#findProblem({ action, subject });
    if (problem !== undefined) return fail(problem);
    const nowSeconds = clock.wallSeconds();
    const before = findOverride(keeper.current, action === 'drain', subject);
    const override: Override = {
      action,
      subject,
      by,
      // Repeating an override changes how long it lasts, not since when.
      sinceSeconds: before?.action === action ? before.sinceSeconds : nowSeconds,
      untilSeconds: forSeconds === undefined ? undefined : nowSeconds + forSeconds,
    };
    const emptied = this.#emptiedBy(override);
    if (emptied.length > 0 && !request.mayEmpty) return fail(wouldEmpty(subject, emptied));
    const isKept = keeper.begin(override);
    logBegun({ override, names: this.#describe(override).names, emptied }, logger);
    await changes.namesChanged((resolution) => concerns(override, resolution));
    if (action === 'drain' && keeper.clearAtMs(override) === undefined) await this.#setClearTime(override);
    return succeed({
      override: this.#describe(override),
      emptied,
      stillAnswered: action === 'drain' ? this.#stillAnswered(override) : [],
      isKept,
    });
  }

  async end(isDrain: boolean, text: string, by: Operator): Promise<Result<EndedOverride, OverrideProblem>> {
    const { keeper, logger, changes } = this.#with;
    const found = this.#findSubjectToEnd(text, isDrain);
    if (!found.ok) return found;
    const subject = found.value;
    const override = findOverride(keeper.current, isDrain, subject);
    const ended = override && this.#describe(override);
    const isKept = override === undefined || keeper.end(override);
    if (override !== undefined) {
      this.#waits.end(override);
      logEnded(override, by, logger);
      await changes.namesChanged((resolution) => concerns(override, resolution));
    }
    const released = isDrain ? [] : await this.#endHolds(subject, by);
    return succeed({ ended, others: this.#others(isDrain, subject), released, isKept });
  }

  async #endHolds(subject: Subject, by: Operator): Promise<readonly string[]> {
    const { endHolds, changes, logger } = this.#with;
    const ofName = this.#resolutions
      .filter(({ name }) => subject.kind === 'name' && name === subject.name)
      .flatMap(targetsOf);
    const keys = new Set(ofName.map(({ key }) => key));
    const targets = endHolds((target) => keys.has(target.key) || isProbedAt(subject, target));
    if (targets.length === 0) return [];
    for (const target of targets) logHoldEnded(target, by, logger);
    const ended = new Set(targets.map(({ key }) => key));
    await changes.namesChanged((resolution) =>
      targetsOf(decidingFor(resolution)).some(({ key }) => ended.has(key)),
    );
    return [...ended];
  }

  /** For what expired while the daemon was not running. */
  logExpired(overrides: readonly Override[]): void {
    for (const override of overrides) logExpired(override, this.#with.logger);
  }

  async #expire(override: Override): Promise<void> {
    logExpired(override, this.#with.logger);
    this.#waits.end(override);
    await this.#with.changes.namesChanged((resolution) => concerns(override, resolution));
  }

  /** A drain is clear once the last reply with the address has left, here and at those who follow, and its TTL has passed. */
  async #setClearTime(override: Override): Promise<void> {
    const { clock, movedOn } = this.#with;
    const publishedMs = clock.monotonicMs();
    await movedOn();
    const lateMs = clock.monotonicMs() - publishedMs;
    const { clearAtMs } = this.#ownClearTime(override);
    // Ended meanwhile, and perhaps begun again.
    if (findOverride(this.#with.keeper.current, true, override.subject) !== override) return;
    this.#waits.begin(override, { publishedMs, clearAtMs: clearAtMs + lateMs });
  }

  #ownClearTime(drain: Override): OwnClearTime {
    const { clock, handedOut } = this.#with;
    const heldUntilMs = handedOut.untilMs(coveredAddresses(drain, this.#resolutions));
    return { publishedMs: clock.monotonicMs(), clearAtMs: Math.max(handedOut.earlierUntilMs, heldUntilMs) };
  }

  get #drains(): readonly Override[] {
    return this.#with.keeper.current.all.filter(({ action }) => action === 'drain');
  }

  get #times(): OverrideTimes {
    return { ...this.#with, waits: this.#waits };
  }

  get #contents(): readonly ZoneContent[] {
    return this.#with.publisher.groups.map(({ config }) => config.content);
  }

  get #resolutions(): readonly Resolution[] {
    return this.#with.publisher.names.resolutions;
  }

  #findSubject(text: string): Result<Subject, OverrideProblem> {
    const subjects = findSubjects(text, this.#contents);
    const [subject] = subjects;
    if (subject === undefined) return fail(this.#unknownSubject(text));
    return subjects.length === 1 ? succeed(subject) : fail(ambiguousSubject(text, subjects));
  }

  /** What a reload removed may still be drained or forced. */
  #findSubjectToEnd(text: string, isDrain: boolean): Result<Subject, OverrideProblem> {
    const found = this.#findSubject(text);
    if (found.ok) return found;
    const address = parseAddressSubject(text);
    const written = address === undefined ? text.trim().toLowerCase() : printSubject(address);
    const left = this.#with.keeper.current.all.find(
      ({ action, subject }) => (action === 'drain') === isDrain && printSubject(subject) === written,
    );
    return left === undefined ? found : succeed(left.subject);
  }

  #unknownSubject(text: string): OverrideProblem {
    if (parseAddressSubject(text) !== undefined) return unknownSubject(text, '');
    const records = findRecordsOnly(text, this.#contents);
    if (records !== undefined) return recordsOnly(text, records.alias);
    // Only names with addresses can be drained.
    const names = { resolutions: this.#resolutions, services: [], bindings: [], records: new Map() };
    const zones = this.#contents.flatMap(({ hostedZone, aliasZones }) => [hostedZone, ...aliasZones]);
    return unknownSubject(text, didYouMeanName(text, names, zones));
  }

  #findProblem(effect: OverrideEffect): OverrideProblem | undefined {
    const overrides = this.#with.keeper.current;
    const isNew = findOverride(overrides, effect.action === 'drain', effect.subject) === undefined;
    if (isNew && overrides.all.length >= overridesMax) return tooMany();
    return coversAny(effect, this.#resolutions) ? undefined : withoutEffect(effect);
  }

  #emptiedBy(override: Override): readonly string[] {
    const { decider, keeper } = this.#with;
    const after = decider.suppose({ overrides: withOverride(keeper.current, override) });
    const contents = this.#contents;
    return contents.flatMap((content) =>
      findEmptied(override, content, { before: decider.decide, after }, (owner) =>
        labelService(owner, content, contents),
      ),
    );
  }

  #stillAnswered(drain: Override): readonly string[] {
    return findStillAnswered(drain, this.#resolutions, this.#with.decider.decide);
  }

  /** Overrides of the same kind that cover some of the same addresses. */
  #others(isDrain: boolean, subject: Subject): readonly OverrideStatus[] {
    const effect: OverrideEffect = { action: isDrain ? 'drain' : 'up', subject };
    return this.#with.keeper.current.all
      .filter((other) => (other.action === 'drain') === isDrain)
      .filter((other) => overlap(effect, other, this.#resolutions))
      .map((override) => this.#describe(override));
  }

  #describe(override: Override): OverrideStatus {
    return makeOverrideStatus(override, reachOf(override, this.#resolutions), this.#times);
  }
}
