// Keeps the addresses of hosts up to date: each is looked up when its TTL ends, and sooner where an address of it is down.
// Refuses to know how a lookup is made and which names depend on a host.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Random } from '../base/random.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import type { Family, HostOutcome, LookUpHost } from './host-outcome.ts';
import { type HostState, stepHost, unknownHost } from './host-state.ts';
import { logHostChange } from './log-host-change.ts';
import { LookupQueue, lookupsPerSecond } from './lookup-queue.ts';

export interface HostWatchDependencies {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly lookUp: LookUpHost;
  /** From an earlier run. */
  readonly known?: KnownHosts | undefined;
  /** The addresses of a host are others now. */
  readonly onChange: () => void;
}

/** What is kept over a restart. */
export interface KnownHost {
  readonly addresses: readonly IpAddress[];
  readonly sinceSeconds: number;
}

export type KnownHosts = ReadonlyMap<string, KnownHost>;

/** Hosts, and of which families addresses are wanted. */
export type WantedHosts = ReadonlyMap<string, ReadonlySet<Family>>;

export interface HostReport extends HostState {
  readonly host: string;
  /** Absent while it is being looked up. */
  readonly againInMs: number | undefined;
}

/** How long a start or a reload waits for a resolver that does not answer: any healthy one takes less than a second. */
const patienceMs = 3000;
/**
 * While an address of a host is down, it may be because the host has moved: resolvers of container engines give out TTLs of
 * ten minutes for addresses that change with every restart.
 */
const doubtfulMs = 10_000;
/** Between two lookups of a host, whatever happens to its addresses. */
const betweenMs = 5000;

interface Watched {
  readonly host: string;
  families: ReadonlySet<Family>;
  state: HostState;
  dueMs: number;
  lastMs: number;
  callOff: (() => void) | undefined;
  isUnderWay: boolean;
  /** False once nobody wants it any longer. */
  isWanted: boolean;
  readonly down: Set<string>;
  readonly onAnswered: (() => void)[];
}

export class HostWatch {
  readonly #with: HostWatchDependencies;
  readonly #hosts = new Map<string, Watched>();
  readonly #queue: LookupQueue;
  /** Made when it is needed, and anew after a change. */
  #byAddress: Map<string, readonly Watched[]> | undefined;
  #isStopped = false;

  constructor(dependencies: HostWatchDependencies) {
    this.#with = dependencies;
    this.#queue = new LookupQueue(dependencies.clock);
  }

  readonly addressesOf = (host: string): readonly IpAddress[] => this.#hosts.get(host)?.state.addresses ?? [];

  /**
   * Looks up these hosts and no others. Resolves when each has been looked up once, successfully or not, or after a while:
   * a resolver that is down delays nobody for long.
   */
  async watch(wanted: WantedHosts): Promise<void> {
    for (const [host, watched] of this.#hosts) if (!wanted.has(host)) this.#forget(watched);
    const waiting: Promise<void>[] = [];
    for (const [host, families] of wanted) {
      const watched = this.#hosts.get(host);
      if (watched !== undefined && includesAll(watched.families, families)) watched.families = families;
      else waiting.push(this.#lookUpFirst(watched ?? this.#add(host, families), families));
    }
    if (waiting.length === 0) return;
    let callOff: () => void = () => undefined;
    const patience = new Promise<void>((resolve) => {
      // All of 1,000 take their time at our own pace.
      const ms = patienceMs + (waiting.length / lookupsPerSecond) * 1000;
      callOff = this.#with.clock.after(ms, resolve);
    });
    await Promise.race([Promise.all(waiting), patience]);
    callOff();
  }

  /** A target at this address went down, or is no longer. */
  addressJudged({ text }: IpAddress, isDown: boolean): void {
    for (const watched of this.#havingAddress(text)) {
      if (!isDown) watched.down.delete(text);
      else {
        watched.down.add(text);
        this.#schedule(watched, Math.min(watched.dueMs, watched.lastMs + betweenMs));
      }
    }
  }

  /** Ten thousand targets may go down at once, and there may be a thousand hosts. */
  #havingAddress(text: string): readonly Watched[] {
    if (this.#byAddress === undefined) {
      this.#byAddress = new Map();
      for (const watched of this.#hosts.values())
        for (const address of watched.state.addresses)
          this.#byAddress.set(address.text, [...(this.#byAddress.get(address.text) ?? []), watched]);
    }
    return this.#byAddress.get(text) ?? [];
  }

  get known(): KnownHosts {
    const known = new Map<string, KnownHost>();
    for (const [host, { state }] of this.#hosts) {
      const { addresses, sinceSeconds } = state;
      if (sinceSeconds !== undefined) known.set(host, { addresses, sinceSeconds });
    }
    return known;
  }

  report(): HostReport[] {
    const nowMs = this.#with.clock.monotonicMs();
    return [...this.#hosts.values()].map(({ host, state, isUnderWay, dueMs }) => ({
      host,
      ...state,
      againInMs: isUnderWay ? undefined : Math.max(0, dueMs - nowMs),
    }));
  }

  /** What is known stays, but nothing more is looked up. */
  stop(): void {
    this.#isStopped = true;
    for (const watched of this.#hosts.values()) {
      watched.isWanted = false;
      watched.callOff?.();
      for (const resolve of watched.onAnswered.splice(0)) resolve();
    }
    this.#queue.stop();
  }

  #add(host: string, families: ReadonlySet<Family>): Watched {
    const known = this.#with.known?.get(host);
    const watched: Watched = {
      host,
      families,
      state: { ...unknownHost, ...known },
      dueMs: 0,
      lastMs: Number.NEGATIVE_INFINITY,
      callOff: undefined,
      isUnderWay: false,
      isWanted: true,
      down: new Set(),
      onAnswered: [],
    };
    this.#hosts.set(host, watched);
    this.#byAddress = undefined;
    return watched;
  }

  #forget(watched: Watched): void {
    watched.isWanted = false;
    watched.callOff?.();
    this.#hosts.delete(watched.host);
    this.#byAddress = undefined;
    for (const resolve of watched.onAnswered.splice(0)) resolve();
  }

  #lookUpFirst(watched: Watched, families: ReadonlySet<Family>): Promise<void> {
    watched.families = families;
    return new Promise((resolve) => {
      watched.onAnswered.push(resolve);
      this.#schedule(watched, this.#with.clock.monotonicMs());
    });
  }

  #schedule(watched: Watched, dueMs: number): void {
    if (watched.isUnderWay) return;
    const { clock } = this.#with;
    watched.dueMs = dueMs;
    watched.callOff?.();
    watched.callOff = clock.after(Math.max(0, dueMs - clock.monotonicMs()), () => {
      watched.isUnderWay = true;
      this.#queue.run(() => this.#lookUp(watched));
    });
  }

  async #lookUp(watched: Watched): Promise<void> {
    if (!watched.isWanted) return;
    const { clock, lookUp } = this.#with;
    watched.lastMs = clock.monotonicMs();
    const outcome = await lookUp(watched.host, watched.families);
    watched.isUnderWay = false;
    if (this.#isStopped || !watched.isWanted) return;
    this.#conclude(watched, outcome);
  }

  #conclude(watched: Watched, outcome: HostOutcome): void {
    const { clock, logger, random, onChange } = this.#with;
    const before = watched.state;
    const { state, againMs } = stepHost(before, outcome, clock.wallSeconds());
    watched.state = state;
    if (state.addresses !== before.addresses) this.#byAddress = undefined;
    for (const text of watched.down)
      if (!state.addresses.some((address) => address.text === text)) watched.down.delete(text);
    logHostChange(watched.host, before, state, logger);
    // Up to a quarter later, so that hosts that fail together are not asked for together.
    const jittered = state.failures === 0 ? againMs : againMs * (1 + random() / 4);
    // Another family may have become wanted meanwhile.
    const isWhole = includesAll(new Set(outcome.keys()), watched.families);
    const againInMs = isWhole ? Math.min(jittered, watched.down.size === 0 ? jittered : doubtfulMs) : 0;
    this.#schedule(watched, clock.monotonicMs() + againInMs);
    if (isWhole) for (const resolve of watched.onAnswered.splice(0)) resolve();
    if (state.addresses !== before.addresses) onChange();
  }
}

function includesAll(families: ReadonlySet<Family>, wanted: ReadonlySet<Family>): boolean {
  return [...wanted].every((family) => families.has(family));
}
