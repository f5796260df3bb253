// What is known about services now: from the cache, from one lookup for all who ask, or the last known while name servers
// fail. Refuses to know callers, their signals and the order of endpoints.

import type { Clock } from '../base/clock.ts';
import type { Result } from '../base/result.ts';
import type { LookupProblem } from '../resolving/lookup-problem.ts';
import type { Scope } from '../resolving/scope.ts';
import { type Name, printName } from '../wire/name.ts';
import { checkEndpoints, type Health } from './check-endpoints.ts';
import type { DiscoveryLogger } from './discovery-options.ts';
import type { ServiceRecords, ServiceTarget } from './lookup-service.ts';
import { SharedLookups } from './shared-lookups.ts';
import type { Tally } from './tally.ts';

export interface DirectorySettings {
  readonly cacheMs: number;
  readonly staleMs: number;
  /** The time limit of a whole lookup. */
  readonly lookupMs: number;
  /** Absent: endpoints are not checked. */
  readonly checkTimeoutMs: number | undefined;
  readonly clock: Clock;
  readonly tally: Tally;
  readonly logger: DiscoveryLogger;
  readonly lookUp: (
    name: Name,
    scope: Scope,
    previous: ServiceRecords | undefined,
  ) => Promise<Result<ServiceRecords, LookupProblem>>;
}

/** What a lookup found; `records.targets` is empty when the service is not there. */
export interface KnownService {
  readonly records: ServiceRecords;
  readonly health: ReadonlyMap<string, Health>;
  readonly foundMs: number;
  readonly freshUntilMs: number;
}

export type FoundService =
  | { readonly kind: 'known'; readonly service: KnownService; readonly staleBecause?: LookupProblem }
  | { readonly kind: 'failed'; readonly problem: LookupProblem };

/** Servers that fail are asked again after this long, not for every call (RFC 8767 §5). */
const failurePauseMs = 5000;
/** Programs ask for a handful of services; one that looks up whatever its users type must not grow without bound. */
const servicesMax = 1000;

interface Failure {
  readonly problem: LookupProblem;
  readonly untilMs: number;
}

export class ServiceDirectory {
  readonly #settings: DirectorySettings;
  /** Oldest lookup first. */
  readonly #known = new Map<Name, KnownService>();
  readonly #failures = new Map<Name, Failure>();
  readonly #lookups = new SharedLookups<FoundService>();

  constructor(settings: DirectorySettings) {
    this.#settings = settings;
  }

  /** Resolves to undefined when the caller ends first. */
  async find(name: Name, caller: Scope): Promise<FoundService | undefined> {
    const { clock, tally } = this.#settings;
    const known = this.#known.get(name);
    const nowMs = clock.monotonicMs();
    if (known !== undefined && nowMs < known.freshUntilMs) {
      tally.cacheHits++;
      return { kind: 'known', service: known };
    }
    const failure = this.#failures.get(name);
    if (failure !== undefined && nowMs < failure.untilMs) {
      const stale = this.#stale(name, failure.problem);
      if (stale !== undefined) return stale;
    }
    if (this.#lookups.has(name)) tally.sharedLookups++;
    return this.#lookups.join(name, caller, (scope) => this.#lookUp(name, scope));
  }

  async #lookUp(name: Name, scope: Scope): Promise<FoundService> {
    const { clock, tally, logger, lookUp, lookupMs } = this.#settings;
    const startedMs = clock.monotonicMs();
    const callOff = clock.after(lookupMs, () => scope.end('timeout'));
    tally.lookups++;
    const found = await lookUp(name, scope, this.#known.get(name)?.records);
    const nowMs = clock.monotonicMs();
    tally.recordLatency(nowMs - startedMs);
    const health = await this.#checkAll(found.ok ? found.value.targets : [], scope);
    callOff();
    if (!found.ok) return this.#fail(name, found.problem);
    const service = printName(name);
    logger.debug({ service, targets: found.value.targets.length }, `looked up ${service}`);
    const freshUntilMs = nowMs + Math.min(found.value.ttlSeconds * 1000, this.#settings.cacheMs);
    const known = { records: found.value, health, foundMs: nowMs, freshUntilMs };
    this.#remember(name, known);
    return { kind: 'known', service: known };
  }

  #fail(name: Name, problem: LookupProblem): FoundService {
    const { clock, tally, logger } = this.#settings;
    // Called off by the caller: that is nobody's failure.
    if (problem.kind === 'aborted') return { kind: 'failed', problem };
    tally.failures++;
    const service = printName(name);
    const stale = this.#stale(name, problem);
    const consequence = stale === undefined ? '' : '; serving the last known endpoints';
    logger.warn({ service, kind: problem.kind }, `looking up ${service}: ${problem.detail}${consequence}`);
    if (stale === undefined) return { kind: 'failed', problem };
    this.#failures.set(name, { problem, untilMs: clock.monotonicMs() + failurePauseMs });
    return stale;
  }

  /** The last known endpoints while they may be served. That there were none is not worth repeating. */
  #stale(name: Name, problem: LookupProblem): FoundService | undefined {
    const { clock, tally, staleMs } = this.#settings;
    const service = this.#known.get(name);
    if (service === undefined || service.records.targets.length === 0) return undefined;
    if (clock.monotonicMs() >= service.freshUntilMs + staleMs) return undefined;
    tally.staleServed++;
    return { kind: 'known', service, staleBecause: problem };
  }

  #remember(name: Name, service: KnownService): void {
    this.#failures.delete(name);
    this.#known.delete(name);
    this.#known.set(name, service);
    const [oldest] = this.#known.keys();
    if (this.#known.size > servicesMax && oldest !== undefined) {
      this.#known.delete(oldest);
      this.#failures.delete(oldest);
    }
  }

  async #checkAll(targets: readonly ServiceTarget[], scope: Scope): Promise<ReadonlyMap<string, Health>> {
    const { checkTimeoutMs, clock } = this.#settings;
    if (checkTimeoutMs === undefined) return new Map();
    const places = targets.flatMap(({ addresses, port }) =>
      addresses.map(({ address }) => ({ address: address.text, port })),
    );
    return checkEndpoints(places, checkTimeoutMs, clock, scope);
  }
}
