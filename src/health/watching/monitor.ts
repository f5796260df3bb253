// Has every target probed and keeps the verdicts. Refuses to know names, zones and answers: it reports changed verdicts
// and that is all.

import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { Random } from '../../base/random.ts';
import type { Endpoint } from '../../wire/endpoint.ts';
import { type NetworkReport, type NetworkSettings, OwnNetwork } from '../doubting/own-network.ts';
import type { Outcome, Probe } from '../outcome.ts';
import { awaitsConfirmation, type HealthState, stepState, type Verdict } from '../step-state.ts';
import type { Target } from '../target.ts';
import { FirstOutcomes } from './first-outcomes.ts';
import { Histogram } from './histogram.ts';
import { ProbeSlots } from './probe-slots.ts';
import { Schedule } from './schedule.ts';
import { type PaceSettings, type TargetReport, Watch } from './watch.ts';

export interface MonitorSettings extends PaceSettings {
  /** Absent: whatever fails, it is them. */
  readonly doubt?: Doubting;
}

/** When it is our own network rather than the targets; `OwnNetwork` says what these mean. */
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
  /** It is not the target that changed: what it went down for was our own doing. */
  readonly isTakenBack?: true;
}

export interface MonitorDependencies {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly probe: Probe<Target>;
  readonly onChange: (change: VerdictChange) => void;
  /** Our own network is suspect now, or not any more. */
  readonly onTrustChange?: () => void;
}

/** One lost SYN must not flip an answer: a failure counts once a second look, this much later, agrees. */
const confirmationDelayMs = 500;
/** "Out of file descriptors" hits thousands of probes at once; one line in this time says it. */
const complaintIntervalMs = 60_000;
/** Within this time those are looked at again who failed while our own network was gone. */
const freshLookMs = 5000;

/** A verdict of an earlier run of the program. */
export interface RememberedVerdict {
  readonly verdict: 'up' | 'down';
  readonly sinceSeconds: number;
  /** Present when it was held down for going up and down too often. */
  readonly heldSinceSeconds?: number;
}

export class Monitor {
  readonly #watches = new Map<string, Watch>();
  readonly #schedule: Schedule<Watch>;
  readonly #slots: ProbeSlots;
  readonly #network: OwnNetwork;
  #settings: MonitorSettings;
  readonly #with: MonitorDependencies;
  /** How long after its due time a probe started: tells whether the schedule holds. */
  readonly lateness = new Histogram();
  #isRunning = true;
  readonly #firstOutcomes = new FirstOutcomes<Watch>();
  #lastComplaintMs = Number.NEGATIVE_INFINITY;
  /** Counted all along: in doubt it is asked for with every outcome. */
  readonly #standing = { count: 0, failing: 0 };
  /** Whom the doubt of now has not called yet; absent when it has not called anybody. */
  #witnesses: Watch[] | undefined;

  constructor(settings: MonitorSettings, dependencies: MonitorDependencies) {
    this.#settings = settings;
    this.#with = dependencies;
    const { clock, random, logger, probe, onTrustChange = () => undefined } = dependencies;
    this.#slots = new ProbeSlots(probe, clock, () => this.#schedule.wake());
    this.#schedule = new Schedule({
      clock,
      random,
      start: (...turn) => this.#startProbe(...turn),
      mayStart: () => !this.#slots.isFull,
    });
    this.#network = new OwnNetwork(networkSettings(settings), {
      clock,
      logger,
      probe,
      standing: () => this.#standing,
      callWitnesses: (count) => this.#callWitnesses(count),
      onCleared: (vouchedBeforeMs) => this.#askAgain(vouchedBeforeMs),
      onSuspect: (sinceMs) => {
        this.#takeBack(sinceMs);
        onTrustChange();
      },
      onThaw: () => {
        this.#beginAnew();
        onTrustChange();
      },
    });
  }

  /**
   * Watches these targets from now on and no others; what is known of those that stay is kept. Resolves when each one
   * has had an outcome, or has a remembered verdict. A caller with less patience need not wait.
   */
  watch(
    targets: Iterable<Target>,
    settings: MonitorSettings,
    remembered: ReadonlyMap<string, RememberedVerdict> = new Map(),
  ): Promise<void> {
    this.#settings = settings;
    const wanted = new Map([...targets].map((target) => [target.key, target]));
    for (const [key, watch] of this.#watches) if (!wanted.has(key)) this.#forget(watch);
    for (const target of wanted.values()) {
      const watch = this.#watches.get(target.key);
      if (watch === undefined) this.#add(target, remembered.get(target.key));
      else this.#keep(watch);
    }
    this.#network.follow(networkSettings(settings));
    this.#schedule.run();
    return this.#firstOutcomes.of([...this.#watches.values()].filter((watch) => !watch.hasReported));
  }

  get probesMax(): number {
    return this.#slots.max;
  }

  /**
   * How many targets may be probed at a time; those whose turn it is wait for one of them, who waits longest first. Of
   * probes that are too many now, those that began last begin anew later.
   */
  limitProbes(max: number): void {
    this.#slots.limit(max);
    const { surplus } = this.#slots;
    if (surplus === 0) return;
    const running = [...this.#watches.values()].filter(({ callOff }) => callOff !== undefined);
    running.sort((a, b) => b.probeStartedMs - a.probeStartedMs);
    for (const watch of running.slice(0, surplus)) this.#askAnew(watch, 0);
  }

  stop(): void {
    this.#isRunning = false;
    this.#schedule.stop();
    this.#network.stop();
    for (const watch of this.#watches.values()) watch.callOff?.();
  }

  verdictOf(target: Target): Verdict {
    return this.#watches.get(target.key)?.state.verdict ?? 'unknown';
  }

  get targetCount(): number {
    return this.#watches.size;
  }

  get upCount(): number {
    let count = 0;
    for (const watch of this.#watches.values()) if (watch.state.verdict === 'up') count++;
    return count;
  }

  report(): TargetReport[] {
    const nowMs = this.#with.clock.monotonicMs();
    return [...this.#watches.values()].map((watch) => watch.report(nowMs));
  }

  reportNetwork(): NetworkReport {
    return this.#network.report();
  }

  /** How long the probe that should have started or ended first has been late: large when the schedule is stuck. */
  get overdueMs(): number {
    const nowMs = this.#with.clock.monotonicMs();
    // To wait for another probe to end is not to be stuck; whether that one ends in time is looked at, too.
    const waitedMs = nowMs - this.#slots.freeSinceMs(nowMs);
    let overdueMs = 0;
    for (const watch of this.#watches.values()) {
      const lateMs = watch.overdueMs(nowMs);
      overdueMs = Math.max(overdueMs, watch.isIdle ? Math.min(lateMs, waitedMs) : lateMs);
    }
    return overdueMs;
  }

  #add(target: Target, remembered: RememberedVerdict | undefined): void {
    const watch = new Watch(target, this.#settings);
    if (remembered !== undefined) {
      watch.state = { verdict: remembered.verdict, contrary: 0 };
      watch.sinceSeconds = remembered.sinceSeconds;
      watch.hasReported = true;
    }
    this.#watches.set(target.key, watch);
    this.#count(watch, 1);
    this.#schedule.add(watch);
  }

  #keep(watch: Watch): void {
    const { intervalMs } = watch;
    watch.follow(this.#settings);
    if (watch.intervalMs !== intervalMs && watch.isIdle) this.#schedule.replace(watch);
  }

  #forget(watch: Watch): void {
    watch.isWatched = false;
    watch.callOff?.();
    this.#watches.delete(watch.target.key);
    this.#count(watch, -1);
    this.#markReported(watch);
  }

  #startProbe(watch: Watch, lateMs: number): void {
    // In the first round everybody is due at once and some must wait; that says nothing about the schedule.
    if (watch.hasReported) this.lateness.count(lateMs);
    watch.probeStartedMs = this.#with.clock.monotonicMs();
    watch.callOff = this.#slots.start(watch.target, watch.settings.timeoutMs, (outcome) => {
      watch.callOff = undefined;
      this.#take(watch, outcome);
    });
  }

  #take(watch: Watch, outcome: Outcome): void {
    if (!this.#isRunning || !watch.isWatched) return;
    const { target, isStanding, isFailing: wasFailing, probeStartedMs: startedMs } = watch;
    const next = stepState(watch.state, outcome, watch.settings);
    watch.lastOutcome = outcome;
    this.#count(watch, -1);
    if (outcome.kind === 'failure') watch.failingSinceMs ??= startedMs;
    if (outcome.kind === 'success') watch.failingSinceMs = undefined;
    const mayFall = isStanding && next.verdict === 'down';
    // Who may go down waits until it is certain that it is not our own network that is down.
    if (mayFall) watch.state = { ...watch.state, contrary: watch.state.contrary + 1 };
    else if (next.verdict === watch.state.verdict) watch.state = next;
    this.#count(watch, 1);
    if (!mayFall && next.verdict !== watch.state.verdict) this.#conclude(watch, next, outcome);
    this.#network.take({ target, outcome, startedMs, wasFailing, isStanding });
    this.#takeDownIfDue(watch);
    if (outcome.kind === 'inconclusive') this.#complain(watch, outcome.detail);
    this.#setNext(watch, outcome);
    if (!watch.hasReported) this.#markReported(watch);
  }

  #conclude(
    watch: Watch,
    state: HealthState,
    outcome: Outcome,
    how: { readonly isTakenBack?: true } = {},
  ): void {
    const { clock, onChange } = this.#with;
    const before = watch.state.verdict;
    this.#count(watch, -1);
    watch.state = state;
    this.#count(watch, 1);
    watch.sinceSeconds = clock.wallSeconds();
    if (before === 'up') {
      watch.fellMs = clock.monotonicMs();
      this.#network.noteDown();
    }
    onChange({ target: watch.target, before, after: state.verdict, outcome, ...how });
  }

  /** Takes a target down that has failed often enough, unless our own network is in doubt. */
  #takeDownIfDue(watch: Watch): void {
    const { state, settings, failingSinceMs, lastOutcome } = watch;
    if (!watch.isStanding || failingSinceMs === undefined || lastOutcome === undefined) return;
    if (state.contrary < settings.fall || !this.#network.mayFall(failingSinceMs)) return;
    this.#conclude(watch, { verdict: 'down', contrary: 0 }, lastOutcome);
  }

  /**
   * Those that only wait for doubt to be over, and those that are being asked: their failures may be from a moment in which
   * our own network was gone. One more tells.
   */
  #askAgain(vouchedBeforeMs: number): void {
    this.#witnesses = undefined;
    for (const watch of this.#watches.values()) {
      const { state, settings, failingSinceMs } = watch;
      if (!watch.isStanding || failingSinceMs === undefined || failingSinceMs < vouchedBeforeMs) continue;
      const isWaiting = state.contrary >= settings.fall;
      if (watch.isIdle && !isWaiting) continue;
      if (isWaiting) watch.state = { ...state, contrary: settings.fall - 1 };
      this.#askAnew(watch, 0);
    }
  }

  /** Those that went down when our own network was in doubt already. */
  #takeBack(sinceMs: number): void {
    this.#witnesses = undefined;
    for (const watch of this.#watches.values()) {
      if (watch.isStanding || watch.fellMs < sinceMs || watch.lastOutcome === undefined) continue;
      this.#conclude(watch, { verdict: 'up', contrary: 0 }, watch.lastOutcome, { isTakenBack: true });
    }
  }

  /** What was asked while our own network was gone has said nothing of its targets: they are asked anew, and soon. */
  #beginAnew(): void {
    this.#witnesses = undefined;
    for (const watch of this.#watches.values()) {
      if (!watch.isStanding || (watch.isIdle && !watch.isFailing)) continue;
      this.#count(watch, -1);
      watch.state = { ...watch.state, contrary: 0 };
      watch.failingSinceMs = undefined;
      this.#count(watch, 1);
      this.#askAnew(watch, Math.min(freshLookMs, watch.intervalMs));
    }
  }

  #askAnew(watch: Watch, withinMs: number): void {
    watch.callOff?.();
    watch.callOff = undefined;
    this.#schedule.soon(watch, 0, withinMs);
  }

  /** Asks some standing targets that do not fail, at random, before it is their turn; others each time. */
  #callWitnesses(count: number): void {
    this.#witnesses ??= [...this.#watches.values()];
    const witnesses = this.#witnesses;
    for (let called = 0; called < count && witnesses.length > 0; ) {
      const at = Math.floor(this.#with.random() * witnesses.length);
      const watch = witnesses[at] as Watch;
      const last = witnesses.pop() as Watch;
      if (last !== watch) witnesses[at] = last;
      if (!watch.isIdle || !watch.isStanding || watch.isFailing) continue;
      this.#schedule.soon(watch, 0, 0);
      called++;
    }
  }

  #count(watch: Watch, sign: 1 | -1): void {
    if (!watch.isStanding) return;
    this.#standing.count += sign;
    if (watch.isFailing) this.#standing.failing += sign;
  }

  #markReported(watch: Watch): void {
    watch.hasReported = true;
    this.#firstOutcomes.note(watch);
  }

  #setNext(watch: Watch, outcome: Outcome): void {
    if (!watch.isIdle) return;
    if (outcome.kind !== 'inconclusive' && !awaitsConfirmation(watch.state, watch.settings)) {
      this.#schedule.next(watch);
      return;
    }
    // A whole rack that fails at once must not be asked again at once: between half and all of the delay.
    const delayMs = Math.min(confirmationDelayMs, watch.intervalMs);
    this.#schedule.soon(watch, delayMs / 2, delayMs);
  }

  #complain(watch: Watch, detail: string): void {
    const nowMs = this.#with.clock.monotonicMs();
    if (nowMs - this.#lastComplaintMs < complaintIntervalMs) return;
    this.#lastComplaintMs = nowMs;
    this.#with.logger.warning(
      { event: 'probe-inconclusive', target: watch.target.key, reason: detail },
      `cannot probe ${watch.target.key}: ${detail} on this machine; verdicts stay as they are until probes work again`,
    );
  }
}

const neverDoubting: Doubting = { massFailure: 1, anchors: [] };

function networkSettings({ intervalMs, timeoutMs, doubt = neverDoubting }: MonitorSettings): NetworkSettings {
  return { intervalMs, timeoutMs, ...doubt };
}
