// Has every target probed and keeps the verdicts. Refuses to know names, zones and answers: it reports changed verdicts,
// nothing else.

import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { Random } from '../../base/random.ts';
import type { Endpoint } from '../../wire/endpoint.ts';
import { type NetworkReport, type NetworkSettings, OwnNetwork } from '../doubting/own-network.ts';
import { isAlike, type Outcome, type Probe } from '../outcome.ts';
import { type HealthState, stepState, type Verdict } from '../step-state.ts';
import type { Target } from '../target.ts';
import { DoubtEffects } from './doubt-effects.ts';
import type { Histogram } from './histogram.ts';
import { ProbeLedger } from './probe-ledger.ts';
import { ProbeRounds } from './probe-rounds.ts';
import { type PaceSettings, type TargetReport, Watch } from './watch.ts';
import { WatchList } from './watch-list.ts';

export interface MonitorSettings extends PaceSettings {
  /** Absent: every failure is the target's. */
  readonly doubt?: Doubting;
}

/** When a failure may be our own network's; `NetworkSettings` says what these mean. */
export interface Doubting {
  readonly massFailure: number;
  readonly anchors: readonly Endpoint[];
}

export interface VerdictChange {
  readonly target: Target;
  readonly before: Verdict;
  readonly after: Verdict;
  /** The outcome that tipped it. */
  readonly outcome: Outcome;
  /** The target did not change: it went down because of our own network. */
  readonly isTakenBack?: true;
}

export interface MonitorDependencies {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly probe: Probe<Target>;
  readonly onChange: (change: VerdictChange) => void;
  /** Its probes say something else than before, whatever its verdict. */
  readonly onNews?: (target: Target) => void;
  /** Our own network became suspect, or stopped being so. */
  readonly onTrustChange?: () => void;
}

/** A verdict of an earlier run of the program. */
export interface RememberedVerdict {
  readonly verdict: 'up' | 'down';
  readonly sinceSeconds: number;
  /** Present when it was held down for changing too often. */
  readonly heldSinceSeconds?: number;
}

export class Monitor {
  /** Every outcome, counted. */
  readonly ledger = new ProbeLedger();
  readonly #with: MonitorDependencies;
  readonly #watches = new WatchList();
  readonly #rounds: ProbeRounds;
  readonly #network: OwnNetwork;
  #settings: MonitorSettings;

  constructor(settings: MonitorSettings, dependencies: MonitorDependencies) {
    this.#settings = settings;
    this.#with = dependencies;
    const { clock, random, logger, probe, onTrustChange = () => undefined } = dependencies;
    const watches = this.#watches;
    const rounds = new ProbeRounds({
      clock,
      random,
      logger,
      probe,
      watches,
      onOutcome: (watch, outcome) => this.#recordOutcome(watch, outcome),
    });
    const effects = new DoubtEffects({
      random,
      watches,
      rounds,
      takeBack: (watch, state, outcome) => this.#conclude(watch, state, outcome, { isTakenBack: true }),
    });
    this.#rounds = rounds;
    this.#network = new OwnNetwork(networkSettings(settings), {
      clock,
      logger,
      probe,
      standing: () => watches.standing,
      callWitnesses: (count) => effects.callWitnesses(count),
      onCleared: (vouchedBeforeMs) => effects.onCleared(vouchedBeforeMs),
      onSuspect: (sinceMs) => {
        effects.onSuspect(sinceMs);
        onTrustChange();
      },
      onThaw: () => {
        effects.onThaw();
        onTrustChange();
      },
    });
  }

  /**
   * Watches these targets and no others; what is known of those that stay is kept. Resolves when each has had an outcome
   * or has a remembered verdict; nobody has to wait for that.
   */
  watch(
    targets: Iterable<Target>,
    settings: MonitorSettings,
    remembered: ReadonlyMap<string, RememberedVerdict> = new Map(),
  ): Promise<void> {
    this.#settings = settings;
    const wanted = new Map([...targets].map((target) => [target.key, target]));
    for (const watch of this.#watches) if (!wanted.has(watch.target.key)) this.#forget(watch);
    for (const target of wanted.values()) {
      const watch = this.#watches.get(target.key);
      if (watch === undefined) this.#add(target, remembered.get(target.key));
      else this.#keep(watch);
    }
    this.#network.apply(networkSettings(settings));
    this.#rounds.run();
    return this.#watches.firstOutcomes();
  }

  get probesMax(): number {
    return this.#rounds.probesMax;
  }

  limitProbes(max: number): void {
    this.#rounds.limitProbes(max);
  }

  stop(): void {
    this.#rounds.stop();
    this.#network.stop();
  }

  verdictOf({ key }: Target): Verdict {
    return this.#watches.get(key)?.state.verdict ?? 'unknown';
  }

  report(): TargetReport[] {
    const nowMs = this.#with.clock.monotonicMs();
    return [...this.#watches].map((watch) => watch.report(nowMs));
  }

  /** Nothing if it is not watched. */
  reportOf({ key }: Target): TargetReport | undefined {
    return this.#watches.get(key)?.report(this.#with.clock.monotonicMs());
  }

  reportNetwork(): NetworkReport {
    return this.#network.report();
  }

  get lateness(): Histogram {
    return this.#rounds.lateness;
  }

  get overdueMs(): number {
    return this.#rounds.overdueMs;
  }

  #add(target: Target, remembered: RememberedVerdict | undefined): void {
    const watch = new Watch(target, this.#settings, this.ledger.give());
    if (remembered !== undefined) {
      watch.state = { verdict: remembered.verdict, contrary: 0 };
      watch.sinceSeconds = remembered.sinceSeconds;
      watch.hasReported = true;
    }
    this.#watches.add(watch);
    this.#rounds.add(watch);
  }

  #keep(watch: Watch): void {
    const { intervalMs } = watch;
    watch.apply(this.#settings);
    if (watch.intervalMs !== intervalMs) this.#rounds.reschedule(watch);
  }

  #forget(watch: Watch): void {
    watch.isWatched = false;
    watch.callOff?.();
    this.#watches.remove(watch);
    this.ledger.takeBack(watch.place);
  }

  #recordOutcome(watch: Watch, outcome: Outcome): void {
    const { target, isStanding, isFailing: wasFailing, probeStartedMs: startedMs } = watch;
    this.#count(watch, outcome);
    const next = stepState(watch.state, outcome, watch.settings);
    const wouldFall = isStanding && next.verdict === 'down';
    const isSettled = next.verdict === watch.state.verdict;
    const isNews = !isAlike(outcome, watch.lastOutcome);
    this.#watches.update(watch, () => {
      watch.recordOutcome(outcome);
      // A target falls only once it is certain that it is not our own network that is down; until then it is held back.
      if (wouldFall) watch.state = { ...watch.state, contrary: watch.state.contrary + 1 };
      else if (isSettled) watch.state = next;
    });
    if (!wouldFall && !isSettled) this.#conclude(watch, next, outcome);
    this.#network.recordOutcome({ target, outcome, startedMs, wasFailing, isStanding });
    this.#takeDownIfDue(watch);
    if (!watch.hasReported) this.#watches.markReported(watch);
    if (isNews) this.#with.onNews?.(target);
  }

  #count({ place }: Watch, outcome: Outcome): void {
    const { ledger } = this;
    if (outcome.kind === 'success')
      ledger.countSuccess(place, outcome.tookMs, Math.floor(this.#with.clock.wallSeconds() / 60));
    else if (outcome.kind === 'failure') ledger.countFailure(place);
    else ledger.countInconclusive(place);
  }

  /** Takes down a target that has failed often enough, unless our own network is in doubt. */
  #takeDownIfDue(watch: Watch): void {
    const { state, settings, failingSinceMs, lastOutcome } = watch;
    if (!watch.isStanding || failingSinceMs === undefined || lastOutcome === undefined) return;
    if (state.contrary < settings.fall || !this.#network.mayFall(failingSinceMs)) return;
    this.#conclude(watch, { verdict: 'down', contrary: 0 }, lastOutcome);
  }

  #conclude(
    watch: Watch,
    state: HealthState,
    outcome: Outcome,
    how: { readonly isTakenBack?: true } = {},
  ): void {
    const { clock, onChange } = this.#with;
    const before = watch.state.verdict;
    this.#watches.update(watch, () => {
      watch.state = state;
    });
    watch.sinceSeconds = clock.wallSeconds();
    if (before === 'up') {
      watch.fellMs = clock.monotonicMs();
      this.#network.recordDown();
    }
    onChange({ target: watch.target, before, after: state.verdict, outcome, ...how });
  }
}

const neverDoubting: Doubting = { massFailure: 1, anchors: [] };

function networkSettings({ intervalMs, timeoutMs, doubt = neverDoubting }: MonitorSettings): NetworkSettings {
  return { intervalMs, timeoutMs, ...doubt };
}
