// What operators do by hand, carried out: who may be drained, what that empties, what is answered then, and from when on
// nobody holds what was taken away. docs/operations.md describes it.

import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import type { ZoneContent } from '../../config/read-config.ts';
import type { VerdictOf } from '../../health/check.ts';
import { type Decide, type Decision, publishedOf } from '../../health/decide.ts';
import {
  concerns,
  covers,
  type Deed,
  findOverride,
  forceOf,
  type Operator,
  type Override,
  type OverrideAction,
  type Overrides,
  overridesOn,
  overrule,
  parseSubject,
  placesIn,
  printOperator,
  printSubject,
  type Subject,
  withOverride,
  withoutDrained,
} from '../../health/overrides.ts';
import type { Resolution } from '../../health/resolution.ts';
import { choosePlaces } from '../../health/service.ts';
import type { Verdict } from '../../health/step-state.ts';
import type { Target } from '../../health/target.ts';
import { isAtOrBelow, labelsOf, type Name, parseName, type RelativeName } from '../../wire/name.ts';
import type { HandedOut, PublishedPlace } from '../handed-out.ts';
import { overridesMax } from './override-file.ts';
import type { OverridesKeeper } from './overrides-keeper.ts';

export interface OverrideRequest {
  readonly action: OverrideAction;
  readonly subject: string;
  readonly by: Operator;
  readonly forSeconds?: number | undefined;
  /** Also when a name has no address left then. */
  readonly mayEmpty: boolean;
}

/** An override as status and the commands show it. */
export interface OverrideStatus {
  readonly action: OverrideAction;
  readonly subject: string;
  /** The names that it is about; none when the configuration has nothing of the kind any more. */
  readonly names: readonly string[];
  readonly by: Operator;
  readonly sinceSeconds: number;
  readonly untilSeconds?: number | undefined;
  /** Of a drain: until nobody holds an answer with what was drained; absent while that is not known. */
  readonly clearInMs?: number | undefined;
}

export interface BegunOverride {
  readonly override: OverrideStatus;
  /** Names that have no address left by it. */
  readonly emptied: readonly string[];
  /** Names that are still answered with what was drained, because the drain is not about them. */
  readonly stillAnswered: readonly string[];
  /** False: a restart forgets it. */
  readonly isKept: boolean;
}

export interface EndedOverride {
  /** Absent: there was nothing to end. */
  readonly ended: OverrideStatus | undefined;
  /** What else keeps the same thing as it is: `192.0.2.1` while `192.0.2.1:80` is meant. */
  readonly others: readonly OverrideStatus[];
  readonly isKept: boolean;
}

export interface OverrideProblem {
  readonly problem: 'unknown' | 'not-checked' | 'would-empty' | 'too-many';
  readonly error: string;
  readonly names: readonly string[];
}

export interface HandDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly keeper: OverridesKeeper;
  readonly handedOut: HandedOut;
  /** What probes say. */
  readonly probedVerdictOf: VerdictOf;
  /** What a name publishes with these verdicts, if nothing else is done by hand. */
  readonly decide: (resolution: Resolution, verdictOf: VerdictOf) => Decision;
  /** Resolves when what is answered for these names follows the overrides. */
  readonly publish: (isConcerned: (resolution: Resolution) => boolean) => Promise<void>;
  /** Resolves when no reply from before is still to be sent. */
  readonly movedOn: () => Promise<void>;
}

/** A line about a thousand names helps nobody. */
const namesShownMax = 5;

export class OperatorHand {
  readonly #with: HandDependencies;
  #content: ZoneContent | undefined;

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
    const isDrained = drains.some(
      ({ subject }) => subject.kind !== 'endpoint' || subject.port === target.port,
    );
    if (isDrained) return 'drain';
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
    this.#content = content;
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
    return this.#describeAll(this.#with.keeper.current.all);
  }

  async begin(request: OverrideRequest): Promise<Result<BegunOverride, OverrideProblem>> {
    const { action, by, forSeconds } = request;
    const { clock, keeper } = this.#with;
    const subject = this.#findSubject(request.subject);
    if (subject === undefined) return fail(unknownSubject(request.subject));
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
    this.#logBegun(override, emptied);
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
    if (subject === undefined || (override === undefined && !this.#isKnown(subject)))
      return fail(unknownSubject(text));
    const ended = override && this.#describe(override);
    const isKept = override === undefined || keeper.end(override);
    if (override !== undefined) {
      logger.warning(
        { event: 'override-ended', ...fieldsOf(override), by: printOperator(by) },
        `${printSubject(subject)} is no longer ${describeAction(override.action)}: ended by ${printOperator(by)}`,
      );
      await this.#with.publish((resolution) => concerns(override, resolution));
    }
    return succeed({ ended, others: this.#others(isDrain, subject), isKept });
  }

  /** Says what expired while the program was not running, and what a restart goes on with. */
  logExpired(overrides: readonly Override[]): void {
    for (const override of overrides) this.#logExpired(override);
  }

  async #expire(override: Override): Promise<void> {
    this.#logExpired(override);
    await this.#with.publish((resolution) => concerns(override, resolution));
  }

  /** From when on nobody holds what was drained: the last reply with it has left, and its TTL has passed. */
  async #settle(override: Override): Promise<void> {
    const { clock, handedOut, keeper, movedOn } = this.#with;
    const publishedMs = clock.monotonicMs();
    await movedOn();
    const lateMs = clock.monotonicMs() - publishedMs;
    const heldUntilMs = handedOut.untilMs(this.#placesOf(override));
    keeper.setClearAtMs(override, Math.max(handedOut.earlierUntilMs, heldUntilMs) + lateMs);
  }

  get #resolutions(): readonly Resolution[] {
    return this.#content?.resolutions ?? [];
  }

  /** As it stands in the configuration; a name may come with its zone behind it. */
  #findSubject(text: string): Subject | undefined {
    const subject = parseSubject(text);
    if (subject !== undefined && this.#isKnown(subject)) return subject;
    const name = parseName(text);
    if (!name.ok) return undefined;
    for (const owner of ownersIn(name.value, this.#content)) {
      const found = this.#resolutions.find((resolution) => resolution.owner === owner);
      if (found !== undefined) return { kind: 'name', owner, label: found.label.toLowerCase() };
    }
    return undefined;
  }

  #isKnown(subject: Subject): boolean {
    return this.#hasPlace({ action: 'drain', subject }) || this.#hasPlace({ action: 'up', subject });
  }

  #hasPlace(deed: Deed): boolean {
    return this.#resolutions.some((resolution) => concerns(deed, resolution));
  }

  #findProblem(action: OverrideAction, subject: Subject): OverrideProblem | undefined {
    if (this.#with.keeper.current.all.length >= overridesMax) {
      const error = `there are ${overridesMax} overrides already; end some, or change the configuration`;
      return { problem: 'too-many', error, names: [] };
    }
    if (this.#hasPlace({ action, subject })) return undefined;
    const text = printSubject(subject);
    if (action === 'drain') {
      const error = `${text} is probed, but published for no name; "force down" takes away what depends on it`;
      return { problem: 'unknown', error, names: [] };
    }
    const error =
      subject.kind === 'name'
        ? `${text} is a name; only the verdict on an address can be forced`
        : `${text} is not probed, so that there is no verdict to force; drain keeps it out of answers`;
    return { problem: 'not-checked', error, names: [] };
  }

  /** The names, and services, that are answered with something now and with nothing then. */
  #emptiedBy(override: Override): readonly string[] {
    const now = this.#with.keeper.current;
    const then = withOverride(now, override);
    const before = this.#publishedUnder(now);
    const after = this.#publishedUnder(then);
    const emptied = this.#resolutions.filter(
      (resolution) => concerns(override, resolution) && before(resolution) > 0 && after(resolution) === 0,
    );
    const owners = new Set(emptied.map(({ owner }) => owner));
    const byOwner = new Map(this.#resolutions.map((resolution) => [resolution.owner, resolution]));
    // A host behind a service is asked for because of the service, which may have others.
    const hosts = new Set<RelativeName>();
    const services: string[] = [];
    for (const service of this.#content?.services ?? []) {
      const inside = service.places.flatMap(({ host }) => (host.kind === 'inside' ? [host.owner] : []));
      for (const owner of inside) hosts.add(owner);
      if (!inside.some((owner) => owners.has(owner))) continue;
      const hasAddress = (count: typeof before) => (owner: RelativeName) => {
        const resolution = byOwner.get(owner);
        return resolution !== undefined && count(resolution) > 0;
      };
      if (choosePlaces(service, hasAddress(before)).length === 0) continue;
      if (choosePlaces(service, hasAddress(after)).length > 0) continue;
      services.push(labelsOf(service.owner).join('.'));
    }
    const names = emptied.filter(({ owner, madeOf }) => madeOf === undefined && !hosts.has(owner));
    return [...names.map(({ label }) => label), ...services];
  }

  /** How many addresses a name publishes under these overrides. */
  #publishedUnder(overrides: Overrides): (resolution: Resolution) => number {
    const decideOn = this.#decideUnder(overrides);
    return (resolution) => publishedOf(resolution, decideOn).length;
  }

  #decideUnder(overrides: Overrides): Decide {
    const verdictOf = overrule(overrides, this.#with.probedVerdictOf);
    return (resolution) => this.#with.decide(withoutDrained(overrides, resolution), verdictOf);
  }

  #stillAnswered(override: Override): readonly string[] {
    const drained = new Set(this.#placesOf(override).map(({ address }) => address.text));
    const decideOn = this.#decideUnder(this.overrides);
    return this.#resolutions
      .filter(({ madeOf }) => madeOf === undefined)
      .filter((resolution) => decideOn(resolution).addresses.some(({ text }) => drained.has(text)))
      .map(({ label }) => label);
  }

  #placesOf(deed: Deed): PublishedPlace[] {
    return this.#resolutions.flatMap((resolution) =>
      placesIn(resolution)
        .filter((candidate) => covers(deed, resolution, candidate))
        .map(({ address }) => ({ owner: resolution.owner, address })),
    );
  }

  /** Overrides of the same kind that are about some of the same addresses. */
  #others(isDrain: boolean, subject: Subject): readonly OverrideStatus[] {
    const deed: Deed = { action: isDrain ? 'drain' : 'up', subject };
    const isShared = (other: Override) =>
      this.#resolutions.some((resolution) =>
        placesIn(resolution).some(
          (candidate) => covers(deed, resolution, candidate) && covers(other, resolution, candidate),
        ),
      );
    return this.#with.keeper.current.all
      .filter((other) => (other.action === 'drain') === isDrain && isShared(other))
      .map((override) => this.#describe(override));
  }

  #describe(override: Override): OverrideStatus {
    const names = this.#resolutions
      .filter((resolution) => resolution.madeOf === undefined && concerns(override, resolution))
      .map(({ label }) => label);
    return this.#print(override, names, this.#placesOf(override));
  }

  /** With one look at every address, for this is asked again and again. */
  #describeAll(overrides: readonly Override[]): readonly OverrideStatus[] {
    if (overrides.length === 0) return [];
    const names = new Map<Override, Set<string>>(overrides.map((override) => [override, new Set()]));
    const places = new Map<Override, PublishedPlace[]>(overrides.map((override) => [override, []]));
    for (const resolution of this.#resolutions) {
      for (const candidate of placesIn(resolution)) {
        for (const override of overridesOn(this.overrides, resolution, candidate)) {
          places.get(override)?.push({ owner: resolution.owner, address: candidate.address });
          if (resolution.madeOf === undefined) names.get(override)?.add(resolution.label);
        }
      }
    }
    return overrides.map((override) =>
      this.#print(override, [...(names.get(override) ?? [])], places.get(override) ?? []),
    );
  }

  #print(override: Override, names: readonly string[], places: readonly PublishedPlace[]): OverrideStatus {
    const { clock, keeper, handedOut } = this.#with;
    const { action, subject, by, sinceSeconds, untilSeconds } = override;
    const atMs = action === 'drain' ? keeper.clearAtMs(override) : undefined;
    // What a reload made the drain be about only since may have been handed out after the drain began.
    const clearMs = atMs === undefined ? undefined : Math.max(atMs, handedOut.untilMs(places));
    return {
      action,
      subject: printSubject(subject),
      names,
      by,
      sinceSeconds,
      untilSeconds,
      clearInMs: clearMs === undefined ? undefined : Math.max(0, Math.ceil(clearMs - clock.monotonicMs())),
    };
  }

  #logBegun(override: Override, emptied: readonly string[]): void {
    const { action, subject, by, untilSeconds } = override;
    const { logger } = this.#with;
    const { names } = this.#describe(override);
    const until = untilSeconds === undefined ? '' : ` until ${new Date(untilSeconds * 1000).toISOString()}`;
    logger.warning(
      { event: 'override-begun', ...fieldsOf(override), names: names.slice(0, namesShownMax) },
      `${printSubject(subject)} is ${describeAction(action)} by ${printOperator(by)}${until}`,
    );
    for (const name of emptied.slice(0, namesShownMax)) {
      logger.warning(
        { event: 'name-empty', names: [name] },
        `${name} has no address left: ${printSubject(subject)} is ${describeAction(action)}`,
      );
    }
  }

  #logExpired(override: Override): void {
    this.#with.logger.warning(
      { event: 'override-expired', ...fieldsOf(override) },
      `${printSubject(override.subject)} is no longer ${describeAction(override.action)}: its time is up`,
    );
  }
}

export function describeAction(action: OverrideAction): string {
  return action === 'drain' ? 'drained' : `forced ${action}`;
}

function fieldsOf({ action, subject, by }: Override) {
  return { action, target: printSubject(subject), by: printOperator(by) };
}

/** What an absolute name is called in each zone that it lies in. */
function ownersIn(name: Name, content: ZoneContent | undefined): RelativeName[] {
  const zones = content === undefined ? [] : [content.hostedZone, ...content.aliasZones];
  return zones
    .filter((apex) => isAtOrBelow(name, apex))
    .map((apex) => name.slice(0, name.length - apex.length) as string as RelativeName);
}

function unknownSubject(text: string): OverrideProblem {
  const error = `nothing that is configured has "${text}"; name an address, address:port or a name with addresses`;
  return { problem: 'unknown', error, names: [] };
}

function wouldEmpty(subject: Subject, names: readonly string[]): OverrideProblem {
  const shown = names.slice(0, namesShownMax).join(', ');
  const more = names.length > namesShownMax ? ` and ${names.length - namesShownMax} more` : '';
  const error = `without ${printSubject(subject)} there would be no address left for ${shown}${more}`;
  return { problem: 'would-empty', error, names };
}
