// What operators do by hand, carried out: an override is checked, begins, is published, ends or expires; and from when on
// nobody holds what was taken away. docs/operations.md describes it.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import type { ZoneContent } from '../config/read-config.ts';
import type { Names } from '../config/service-parts.ts';
import type {
  BegunOverride,
  EndedOverride,
  OverrideProblem,
  OverrideStatus,
} from '../control/protocol/overrides.ts';
import type { VerdictOf } from '../health/deciding/check.ts';
import type { Decide, Decision } from '../health/deciding/decide.ts';
import {
  concerns,
  type Deed,
  findOverride,
  forceOf,
  isProbedAt,
  type Operator,
  type Override,
  type OverrideAction,
  type Overrides,
  overrule,
  parseSubject,
  type Subject,
  withOverride,
  withoutDrained,
} from '../health/deciding/overrides.ts';
import { type Resolution, targetsOf } from '../health/deciding/resolution.ts';
import type { Verdict } from '../health/step-state.ts';
import type { Target } from '../health/target.ts';
import type { HandedOut } from '../publishing/handed-out.ts';
import type { Name } from '../wire/name.ts';
import { findSubject, isKnownSubject } from './find-subject.ts';
import { logBegun, logEnded, logExpired, logHoldEnded } from './log-override.ts';
import { findEmptied, findStillAnswered } from './override-effects.ts';
import { overridesMax } from './override-file.ts';
import { tooMany, unknownSubject, withoutEffect, wouldEmpty } from './override-problem.ts';
import { hasPlace, haveSharedPlace, placesOf, reachOf, reachOfEach } from './override-reach.ts';
import { makeOverrideStatus } from './override-status.ts';
import type { OverridesKeeper } from './overrides-keeper.ts';
import { didYouMeanName } from './suggest-name.ts';

export interface OverrideRequest {
  readonly action: OverrideAction;
  readonly subject: string;
  readonly by: Operator;
  readonly forSeconds?: number | undefined;
  /** Also when a name has no address left then. */
  readonly mayEmpty: boolean;
}

export interface HandDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly keeper: OverridesKeeper;
  readonly handedOut: HandedOut;
  /** What probes say. */
  readonly probedVerdictOf: VerdictOf;
  /** Ends holds of targets that go up and down too often, and says whose. */
  readonly endHolds: (isMeant: (target: Target) => boolean) => readonly Target[];
  /** What a name publishes with these verdicts, if nothing else is done by hand. */
  readonly decide: (resolution: Resolution, verdictOf: VerdictOf) => Decision;
  /** Resolves when what is answered for these names follows the overrides. */
  readonly publish: (isConcerned: (resolution: Resolution) => boolean) => Promise<void>;
  /** Resolves when no reply from before is still to be sent. */
  readonly movedOn: () => Promise<void>;
}

const nothing: Names = { resolutions: [], services: [], texts: [] };

export class OperatorHand {
  readonly #with: HandDependencies;
  /** What is published, and in which zones. */
  #names = nothing;
  #zones: readonly Name[] = [];

  constructor(dependencies: HandDependencies) {
    this.#with = dependencies;
  }

  /** What counts: the operator's word, else the probes'. */
  verdictOf(target: Target): Verdict {
    return this.overrule(this.#with.probedVerdictOf)(target);
  }

  /** The same in front of other verdicts than those of now. */
  overrule(verdictOf: VerdictOf): VerdictOf {
    return overrule(this.overrides, verdictOf);
  }

  /** What was done to a target by hand: to its address, or to its port alone. */
  overrideOf(target: Target): OverrideAction | undefined {
    const { drainsByAddress } = this.#with.keeper.current;
    const drains = drainsByAddress.get(target.address.text) ?? [];
    if (drains.some(({ subject }) => isProbedAt(subject, target))) return 'drain';
    return forceOf(this.overrides, target)?.action;
  }

  get overrides(): Overrides {
    return this.#with.keeper.current;
  }

  /** What a name may publish. */
  withhold(resolution: Resolution): Resolution {
    return withoutDrained(this.#with.keeper.current, resolution);
  }

  /** What is published. */
  follow(content: ZoneContent | undefined): void {
    this.#names = content ?? nothing;
    this.#zones = content === undefined ? [] : [content.hostedZone, ...content.aliasZones];
  }

  /** Overrides end by the clock from now on. */
  start(): void {
    const { keeper, handedOut } = this.#with;
    // Those that an earlier run had no time to find out about.
    for (const override of keeper.current.all) {
      if (override.action === 'drain' && keeper.clearAtMs(override) === undefined)
        keeper.setClearAtMs(override, handedOut.earlierUntilMs);
    }
    keeper.start((override) => void this.#expire(override));
  }

  stop(): void {
    this.#with.keeper.stop();
  }

  list(): readonly OverrideStatus[] {
    const reaches = reachOfEach(this.overrides, this.#names.resolutions);
    return [...reaches].map(([override, reach]) => makeOverrideStatus(override, reach, this.#with));
  }

  async begin(request: OverrideRequest): Promise<Result<BegunOverride, OverrideProblem>> {
    const { action, by, forSeconds } = request;
    const { clock, keeper } = this.#with;
    const subject = this.#findSubject(request.subject);
    if (subject === undefined) return fail(this.#unknownSubject(request.subject));
    const problem = this.#findProblem(action, subject);
    if (problem !== undefined) return fail(problem);
    const nowSeconds = clock.wallSeconds();
    const before = findOverride(keeper.current, action === 'drain', subject);
    const override: Override = {
      action,
      subject,
      by,
      // Who drains again what is drained changes how long, not since when.
      sinceSeconds: before?.action === action ? before.sinceSeconds : nowSeconds,
      untilSeconds: forSeconds === undefined ? undefined : nowSeconds + forSeconds,
    };
    const emptied = this.#emptiedBy(override);
    if (emptied.length > 0 && !request.mayEmpty) return fail(wouldEmpty(subject, emptied));
    const isKept = keeper.begin(override);
    logBegun({ override, names: this.#describe(override).names, emptied }, this.#with.logger);
    await this.#with.publish((resolution) => concerns(override, resolution));
    if (action === 'drain' && keeper.clearAtMs(override) === undefined) await this.#settle(override);
    return succeed({
      override: this.#describe(override),
      emptied,
      stillAnswered: action === 'drain' ? this.#stillAnswered(override) : [],
      isKept,
    });
  }

  async end(isDrain: boolean, text: string, by: Operator): Promise<Result<EndedOverride, OverrideProblem>> {
    const { keeper, logger } = this.#with;
    const subject = this.#findSubject(text) ?? parseSubject(text);
    const override = subject && findOverride(keeper.current, isDrain, subject);
    if (
      subject === undefined ||
      (override === undefined && !isKnownSubject(subject, this.#names.resolutions))
    )
      return fail(this.#unknownSubject(text));
    const ended = override && this.#describe(override);
    const isKept = override === undefined || keeper.end(override);
    if (override !== undefined) {
      logEnded(override, by, logger);
      await this.#with.publish((resolution) => concerns(override, resolution));
    }
    const released = isDrain ? [] : await this.#endHolds(subject, by);
    return succeed({ ended, others: this.#others(isDrain, subject), released, isKept });
  }

  async #endHolds(subject: Subject, by: Operator): Promise<readonly string[]> {
    const ofName = this.#names.resolutions
      .filter(({ owner }) => subject.kind === 'name' && owner === subject.owner)
      .flatMap(targetsOf);
    const keys = new Set(ofName.map(({ key }) => key));
    const targets = this.#with.endHolds((target) => keys.has(target.key) || isProbedAt(subject, target));
    if (targets.length === 0) return [];
    for (const target of targets) logHoldEnded(target, by, this.#with.logger);
    const ended = new Set(targets.map(({ key }) => key));
    await this.#with.publish((resolution) =>
      targetsOf(resolution.madeOf ?? resolution).some(({ key }) => ended.has(key)),
    );
    return [...ended];
  }

  /** Says what expired while the program was not running. */
  logExpired(overrides: readonly Override[]): void {
    for (const override of overrides) logExpired(override, this.#with.logger);
  }

  async #expire(override: Override): Promise<void> {
    logExpired(override, this.#with.logger);
    await this.#with.publish((resolution) => concerns(override, resolution));
  }

  /** From when on nobody holds what was drained: the last reply with it has left, and its TTL has passed. */
  async #settle(override: Override): Promise<void> {
    const { clock, handedOut, keeper, movedOn } = this.#with;
    const publishedMs = clock.monotonicMs();
    await movedOn();
    const lateMs = clock.monotonicMs() - publishedMs;
    const heldUntilMs = handedOut.untilMs(placesOf(override, this.#names.resolutions));
    keeper.setClearAtMs(override, Math.max(handedOut.earlierUntilMs, heldUntilMs) + lateMs);
  }

  #findSubject(text: string): Subject | undefined {
    return findSubject(text, this.#names.resolutions, this.#zones);
  }

  #unknownSubject(text: string): OverrideProblem {
    const kind = parseSubject(text)?.kind;
    const isAddress = kind === 'address' || kind === 'endpoint';
    // Only names with addresses can be drained.
    const names: Names = { ...nothing, resolutions: this.#names.resolutions };
    return unknownSubject(text, isAddress ? '' : didYouMeanName(text, names, this.#zones));
  }

  #findProblem(action: OverrideAction, subject: Subject): OverrideProblem | undefined {
    const isNew = findOverride(this.overrides, action === 'drain', subject) === undefined;
    if (isNew && this.overrides.all.length >= overridesMax) return tooMany();
    const deed = { action, subject };
    return hasPlace(deed, this.#names.resolutions) ? undefined : withoutEffect(deed);
  }

  #emptiedBy(override: Override): readonly string[] {
    return findEmptied(override, this.#names, {
      before: this.#decideUnder(this.overrides),
      after: this.#decideUnder(withOverride(this.overrides, override)),
    });
  }

  #stillAnswered(drain: Override): readonly string[] {
    return findStillAnswered(drain, this.#names.resolutions, this.#decideUnder(this.overrides));
  }

  #decideUnder(overrides: Overrides): Decide {
    const verdictOf = overrule(overrides, this.#with.probedVerdictOf);
    return (resolution) => this.#with.decide(withoutDrained(overrides, resolution), verdictOf);
  }

  /** Overrides of the same kind that are about some of the same addresses. */
  #others(isDrain: boolean, subject: Subject): readonly OverrideStatus[] {
    const deed: Deed = { action: isDrain ? 'drain' : 'up', subject };
    return this.overrides.all
      .filter((other) => (other.action === 'drain') === isDrain)
      .filter((other) => haveSharedPlace(deed, other, this.#names.resolutions))
      .map((override) => this.#describe(override));
  }

  #describe(override: Override): OverrideStatus {
    return makeOverrideStatus(override, reachOf(override, this.#names.resolutions), this.#with);
  }
}
