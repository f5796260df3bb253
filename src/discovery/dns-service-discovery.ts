// healthy-dns/discovery: finds the instances of a service by DNS, and follows them as they come and go. The public face of
// this folder: what goes wrong inside is a value, and becomes an error with a code here.

import { type Clock, systemClock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import { askServers } from '../resolving/ask-servers.ts';
import type { LookupProblem } from '../resolving/lookup-problem.ts';
import { NameServers } from '../resolving/name-servers.ts';
import { Scope, scopeOf } from '../resolving/scope.ts';
import { compareEndpoints, isChange, type ServiceChange } from './compare-endpoints.ts';
import {
  type CallOptions,
  type DiscoveryOptions,
  type DiscoveryWorld,
  readInterval,
  readOptions,
  type ServiceWatch,
  type Settings,
  type WatchOptions,
} from './discovery-options.ts';
import { listEndpoints } from './list-endpoints.ts';
import { type LookupSettings, lookUpService } from './lookup-service.ts';
import { type KnownService, ServiceDirectory } from './service-directory.ts';
import { abortedError, toError } from './service-discovery-error.ts';
import { printServiceEndpoint, type ServiceEndpoint } from './service-endpoint.ts';
import { completeServiceName } from './service-name.ts';
import { SetAside } from './set-aside.ts';
import { streamChanges } from './stream-changes.ts';
import { type DiscoveryStats, Tally } from './tally.ts';
import { type Look, watchService } from './watch-service.ts';

export type { Clock } from '../base/clock.ts';
export type { Random } from '../base/random.ts';
export type { ServiceChange } from './compare-endpoints.ts';
export type {
  AddressPreference,
  CallOptions,
  DiscoveryLogger,
  DiscoveryOptions,
  DiscoveryWorld,
  ServiceWatch,
  WatchOptions,
} from './discovery-options.ts';
export { ServiceDiscoveryError, type ServiceDiscoveryErrorCode } from './service-discovery-error.ts';
export type { ServiceEndpoint } from './service-endpoint.ts';
export type { DiscoveryStats } from './tally.ts';

/**
 * Finds and follows services by DNS. One client serves a whole program: it caches answers, and calls for the same
 * service share one lookup. It holds a socket or a timer only while something is under way.
 *
 * @example
 * const discovery = new DnsServiceDiscovery({ domainSuffix: 'example.com', dnsServers: ['192.0.2.53:53'] });
 * const [first] = await discovery.discoverService('_http._tcp.api');
 */
export class DnsServiceDiscovery {
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #tally = new Tally();
  readonly #life = new Scope();
  readonly #directory: ServiceDirectory;
  readonly #aside: SetAside;

  /** @throws TypeError for an option that makes no sense. */
  constructor(options: DiscoveryOptions = {}, world: DiscoveryWorld = {}) {
    const settings = readOptions(options);
    const { clock = systemClock, random = Math.random } = world;
    const { timeoutMs, roundsMax, families, fallbackPort, wantsTags } = settings;
    this.#settings = settings;
    this.#clock = clock;
    this.#random = random;
    this.#aside = new SetAside(settings.setAsideMs, clock);
    const tally = this.#tally;
    const servers = new NameServers(settings.servers);
    const asking = { servers, timeoutMs, roundsMax, clock, random, counts: tally };
    const knownForMs = settings.cacheMs + settings.staleMs;
    const ask: LookupSettings['ask'] = (question, scope) => askServers(question, asking, scope);
    const looking = { families, fallbackPort, wantsTags, knownForMs, clock, ask };
    this.#directory = new ServiceDirectory({
      ...settings,
      clock,
      tally,
      lookupMs: timeoutMs * roundsMax,
      lookUp: (name, scope, previous) => lookUpService(name, looking, scope, previous),
    });
  }

  /**
   * The endpoints of a service, best first: by priority and weight (RFC 2782), drawn anew for every call. `name` is the name
   * of SRV records, `api` or `_http._tcp.api`; the suffix is appended.
   *
   * @throws {@link ServiceDiscoveryError}
   */
  async discoverService(name: string, { signal }: CallOptions = {}): Promise<ServiceEndpoint[]> {
    const { scope, release } = this.#callScope(signal);
    try {
      const found = await this.#find(name, scope, signal);
      if (found.endpoints.length > 0) return found.endpoints;
    } finally {
      release();
    }
    throw toError(name, {
      kind: 'no-such-service',
      detail: 'there is no such service, or none with an address',
    });
  }

  /**
   * Calls `onChange`, which may be async, with the endpoints at once and then whenever they change. A service that does not
   * exist, or no longer, has no endpoints; that is no error. While name servers fail, nothing changes.
   *
   * @throws TypeError for an interval that makes no sense.
   */
  watchService(
    name: string,
    onChange: (change: ServiceChange) => unknown,
    options: WatchOptions = {},
  ): ServiceWatch {
    const intervalMs = readInterval(options);
    const report = (error: unknown) => this.#report(name, error, options.onError);
    let before: readonly ServiceEndpoint[] | undefined;
    return this.#watch(name, intervalMs, options.signal, report, (endpoints) => {
      const change = compareEndpoints(before ?? [], endpoints);
      const isNews = before === undefined || isChange(change);
      before = endpoints;
      if (!isNews) return;
      // An async function may reject; that does not end the watch either.
      new Promise((resolve) => resolve(onChange(change))).catch(report);
    });
  }

  /**
   * The same for `for await`. A slow loop gets everything that changed since its last turn in one piece. Leaving the loop
   * ends the watch, and the end of the watch ends the loop.
   */
  watch(name: string, options: WatchOptions = {}): AsyncGenerator<ServiceChange, void, undefined> {
    const intervalMs = readInterval(options);
    const report = (error: unknown) => this.#report(name, error, options.onError);
    return streamChanges((deliver) => this.#watch(name, intervalMs, options.signal, report, deliver));
  }

  /**
   * Tries the endpoints of a service in order until `use` does not throw, and returns what it returned. Endpoints for which
   * it threw are set aside for a while.
   *
   * @throws {@link ServiceDiscoveryError} when there are no endpoints, or the signal ended it; AggregateError with all that
   * `use` threw when it failed for every one of them.
   */
  async withService<Value>(
    name: string,
    use: (endpoint: ServiceEndpoint) => Value | Promise<Value>,
    { signal }: CallOptions = {},
  ): Promise<Value> {
    const errors: unknown[] = [];
    const isCalledOff = () => signal?.aborted === true || this.#life.reason !== undefined;
    for (const endpoint of await this.discoverService(name, { signal })) {
      try {
        return await use(endpoint);
      } catch (error) {
        // A call that was called off is not the endpoint's fault.
        if (isCalledOff()) throw abortedError(name, signal);
        this.reportFailure(endpoint);
        errors.push(error);
      }
    }
    throw new AggregateError(errors, `none of the ${errors.length} endpoints of ${name} worked`);
  }

  /** Puts an endpoint last for a while (see the option `setAside`), in every service that has it. */
  reportFailure(endpoint: Pick<ServiceEndpoint, 'address' | 'port'>): void {
    this.#aside.add(endpoint);
  }

  /** What the client has done so far. */
  stats(): DiscoveryStats {
    return this.#tally.stats();
  }

  /** Ends all watches and calls; later ones fail with the code `ABORTED`. Leaves no socket and no timer behind. */
  close(): void {
    this.#life.end('aborted');
  }

  #callScope(signal: AbortSignal | undefined): { readonly scope: Scope; readonly release: () => void } {
    return Scope.within(this.#life, ...(signal === undefined ? [] : [scopeOf(signal)]));
  }

  async #find(text: string, scope: Scope, signal: AbortSignal | undefined): Promise<FoundEndpoints> {
    // Callers without types may pass anything.
    const name = completeServiceName(String(text), this.#settings.suffix);
    if (!name.ok) throw toError(text, name.problem);
    // Even if the cache has it: a call that was called off gets no answer.
    const finding = scope.reason === undefined ? await this.#directory.find(name.value, scope) : undefined;
    if (finding === undefined) throw abortedError(text, signal);
    if (finding.kind === 'failed') throw toError(text, finding.problem);
    const { service, staleBecause } = finding;
    const endpoints = listEndpoints(service.records, {
      families: this.#settings.families,
      random: this.#random,
      healthOf: (place) =>
        (this.#aside.has(place) ? 'down' : service.health.get(printServiceEndpoint(place))) ?? 'unknown',
      ageMs: this.#clock.monotonicMs() - service.foundMs,
      isStale: staleBecause !== undefined,
    });
    return { endpoints, service, ...(staleBecause === undefined ? {} : { staleBecause }) };
  }

  #watch(
    name: string,
    intervalMs: number,
    signal: AbortSignal | undefined,
    report: (error: unknown) => void,
    deliver: (endpoints: readonly ServiceEndpoint[]) => void,
  ): ServiceWatch {
    const { scope, release } = this.#callScope(signal);
    const look = async (): Promise<Look<readonly ServiceEndpoint[]> | undefined> => {
      try {
        const { endpoints, service, staleBecause } = await this.#find(name, scope, signal);
        if (staleBecause !== undefined) report(toError(name, staleBecause));
        return { value: endpoints, freshUntilMs: service.freshUntilMs };
      } catch (error) {
        if (scope.reason === undefined) report(error);
        return undefined;
      }
    };
    const closed = watchService({ clock: this.#clock, intervalMs, scope, look, deliver }).finally(release);
    return { close: () => scope.end('aborted'), closed };
  }

  #report(service: string, error: unknown, onError: WatchOptions['onError']): void {
    const problem = error instanceof Error ? error : new Error(String(error));
    const { logger } = this.#settings;
    if (onError === undefined) {
      logger.warn({ service, err: problem }, `watching ${service}: ${problem.message}`);
      return;
    }
    new Promise((resolve) => resolve(onError(problem))).catch((another: unknown) => {
      logger.warn({ service, err: another }, `watching ${service}: onError threw`);
    });
  }
}

interface FoundEndpoints {
  readonly endpoints: ServiceEndpoint[];
  readonly service: KnownService;
  readonly staleBecause?: LookupProblem;
}
