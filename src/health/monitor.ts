// Schedules probes and keeps the verdicts. Probes run concurrently, each target on its own phase of the interval,
// so that the time to notice a failure does not depend on how many targets there are.
// Refuses to know names, zones and answers: it reports changed verdicts and that is all.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Random } from '../base/random.ts';
import { DueQueue } from './due-queue.ts';
import { Histogram } from './histogram.ts';
import type { Outcome, Probe } from './outcome.ts';
import {
  awaitsConfirmation,
  type HealthState,
  initialState,
  outcomesToFlip,
  stepState,
  type Thresholds,
  type Verdict,
} from './step-state.ts';
import type { Target } from './target.ts';

/** For all targets; a target may have some of them of its own. */
export interface MonitorSettings extends Thresholds {
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

export interface VerdictChange {
  readonly target: Target;
  readonly before: Verdict;
  readonly after: Verdict;
  /** The outcome that tipped it. */
  readonly outcome: Outcome;
}

export interface MonitorDependencies {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly probe: Probe<Target>;
  readonly onChange: (change: VerdictChange) => void;
}

/** Share of the interval by which a probe may come late on purpose, so that targets drift apart again. */
const jitterShare = 0.05;
/** One lost SYN must not flip an answer: a failure counts once a second look, this much later, agrees. */
const confirmationDelayMs = 500;
/** Probes started in one go before the event loop gets a turn: about 5 ms of work. */
const startsPerTurnMax = 64;
/** "Out of file descriptors" hits thousands of probes at once; one line in this time says it. */
const complaintIntervalMs = 60_000;

/** What is known of a target, for people. */
export interface TargetReport {
  readonly target: Target;
  readonly verdict: Verdict;
  /** When the verdict was reached, in Unix seconds; absent while there is none. */
  readonly sinceSeconds: number | undefined;
  readonly lastOutcome: Outcome | undefined;
  /** How many outcomes in a row against the verdict still change it. */
  readonly outcomesToFlip: number;
  /** Absent while a probe is under way. */
  readonly nextProbeInMs: number | undefined;
}

/** A verdict of an earlier run of the program. */
export interface RememberedVerdict {
  readonly verdict: 'up' | 'down';
  readonly sinceSeconds: number;
}

interface Watch {
  readonly target: Target;
  settings: MonitorSettings;
  state: HealthState;
  sinceSeconds: number | undefined;
  lastOutcome: Outcome | undefined;
  /** When its next probe is due; meaningless while one is under way. */
  dueMs: number;
  probeStartedMs: number;
  /** False once it is not watched any more: what the queue still holds of it is void. */
  isWatched: boolean;
  /** Where this target's phase of the interval stands; jitter is added to it but never adds up. */
  phaseMs: number;
  hasReported: boolean;
  callOff: (() => void) | undefined;
}

export class Monitor {
  readonly #watches = new Map<string, Watch>();
  readonly #queue = new DueQueue<Watch>();
  #settings: MonitorSettings;
  readonly #with: MonitorDependencies;
  /** How long after its due time a probe started: tells whether the schedule holds. */
  readonly lateness = new Histogram();
  #callOffWake: (() => void) | undefined;
  #wakeAtMs = Number.POSITIVE_INFINITY;
  #isRunning = true;
  /** Those who wait for targets to have had a first outcome, and for how many. */
  readonly #waiting = new Set<{ readonly unreported: Set<Watch>; readonly resolve: () => void }>();
  #lastComplaintMs = Number.NEGATIVE_INFINITY;

  constructor(settings: MonitorSettings, dependencies: MonitorDependencies) {
    this.#settings = settings;
    this.#with = dependencies;
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
    this.#startDueProbes();
    const unreported = new Set([...this.#watches.values()].filter((watch) => !watch.hasReported));
    return new Promise<void>((resolve) => {
      if (unreported.size === 0) resolve();
      else this.#waiting.add({ unreported, resolve });
    });
  }

  stop(): void {
    this.#isRunning = false;
    this.#callOffWake?.();
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
    return [...this.#watches.values()].map((watch) => ({
      target: watch.target,
      verdict: watch.state.verdict,
      sinceSeconds: watch.sinceSeconds,
      lastOutcome: watch.lastOutcome,
      outcomesToFlip: outcomesToFlip(watch.state, watch.settings),
      nextProbeInMs: watch.callOff === undefined ? Math.max(0, watch.dueMs - nowMs) : undefined,
    }));
  }

  /** How long the probe that should have started or ended first has been late: large when the schedule is stuck. */
  get overdueMs(): number {
    const nowMs = this.#with.clock.monotonicMs();
    let overdueMs = 0;
    for (const watch of this.#watches.values()) {
      const expectedMs =
        watch.callOff === undefined ? watch.dueMs : watch.probeStartedMs + watch.settings.timeoutMs;
      overdueMs = Math.max(overdueMs, nowMs - expectedMs);
    }
    return overdueMs;
  }

  #add(target: Target, remembered: RememberedVerdict | undefined): void {
    const nowMs = this.#with.clock.monotonicMs();
    const watch: Watch = {
      target,
      settings: { ...this.#settings, ...target.pace },
      state: remembered === undefined ? initialState : { verdict: remembered.verdict, contrary: 0 },
      sinceSeconds: remembered?.sinceSeconds,
      lastOutcome: undefined,
      dueMs: nowMs,
      probeStartedMs: nowMs,
      isWatched: true,
      phaseMs: nowMs,
      hasReported: remembered !== undefined,
      callOff: undefined,
    };
    this.#watches.set(target.key, watch);
    // Everybody is looked at now, and from the second look on everybody has a place in the interval of its own.
    this.#takePlace(watch);
    this.#enqueue(watch, nowMs);
  }

  #keep(watch: Watch): void {
    const { intervalMs } = watch.settings;
    watch.settings = { ...this.#settings, ...watch.target.pace };
    if (watch.settings.intervalMs === intervalMs || watch.callOff !== undefined) return;
    // Never later than it was due: it may be the second look at a failure.
    this.#enqueue(watch, Math.min(watch.dueMs, this.#takePlace(watch)));
  }

  #forget(watch: Watch): void {
    watch.isWatched = false;
    watch.callOff?.();
    this.#watches.delete(watch.target.key);
    this.#markReported(watch);
  }

  /** Gives a watch a phase of its own, which lies within the coming interval. */
  #takePlace(watch: Watch): number {
    const { intervalMs } = watch.settings;
    const nextMs = this.#with.clock.monotonicMs() + this.#with.random() * intervalMs;
    watch.phaseMs = nextMs - intervalMs;
    return nextMs;
  }

  #enqueue(watch: Watch, dueMs: number): void {
    watch.dueMs = dueMs;
    this.#queue.add(dueMs, watch);
  }

  #startDueProbes(): void {
    this.#wakeAtMs = Number.POSITIVE_INFINITY;
    const nowMs = this.#with.clock.monotonicMs();
    for (let started = 0; started < startsPerTurnMax; ) {
      const due = this.#queue.takeDue(nowMs);
      if (due === undefined) break;
      const watch = due.item;
      // An entry of a watch that is gone, or that was given another place since.
      if (!watch.isWatched || due.atMs !== watch.dueMs || watch.callOff !== undefined) continue;
      // In the first round everybody is due at once and some must wait; that says nothing about the schedule.
      if (watch.hasReported) this.lateness.count(nowMs - due.atMs);
      this.#startProbe(watch);
      started++;
    }
    this.#wakeForNext();
  }

  #startProbe(watch: Watch): void {
    watch.probeStartedMs = this.#with.clock.monotonicMs();
    watch.callOff = this.#with.probe(watch.target, watch.settings.timeoutMs, (outcome) => {
      watch.callOff = undefined;
      this.#take(watch, outcome);
    });
  }

  #take(watch: Watch, outcome: Outcome): void {
    if (!this.#isRunning || !watch.isWatched) return;
    const before = watch.state.verdict;
    watch.state = stepState(watch.state, outcome, watch.settings);
    watch.lastOutcome = outcome;
    if (outcome.kind === 'inconclusive') this.#complain(watch, outcome.detail);
    this.#schedule(watch, outcome);
    this.#wakeForNext();
    const after = watch.state.verdict;
    if (after !== before) {
      watch.sinceSeconds = this.#with.clock.wallSeconds();
      this.#with.onChange({ target: watch.target, before, after, outcome });
    }
    if (!watch.hasReported) this.#markReported(watch);
  }

  #markReported(watch: Watch): void {
    watch.hasReported = true;
    for (const waiter of this.#waiting) {
      waiter.unreported.delete(watch);
      if (waiter.unreported.size > 0) continue;
      this.#waiting.delete(waiter);
      waiter.resolve();
    }
  }

  #schedule(watch: Watch, outcome: Outcome): void {
    const { intervalMs } = watch.settings;
    const nowMs = this.#with.clock.monotonicMs();
    if (outcome.kind === 'inconclusive' || awaitsConfirmation(watch.state)) {
      // A whole rack that fails at once must not be asked again at once: between half and all of the delay.
      const delayMs = Math.min(confirmationDelayMs, intervalMs) * (0.5 + 0.5 * this.#with.random());
      this.#enqueue(watch, nowMs + delayMs);
      return;
    }
    const missed = Math.max(0, Math.floor((nowMs - watch.phaseMs) / intervalMs));
    watch.phaseMs += (missed + 1) * intervalMs;
    this.#enqueue(watch, watch.phaseMs + this.#with.random() * jitterShare * intervalMs);
  }

  #wakeForNext(): void {
    const earliestMs = this.#queue.earliestMs;
    if (!this.#isRunning || earliestMs === undefined || earliestMs >= this.#wakeAtMs) return;
    this.#callOffWake?.();
    this.#wakeAtMs = earliestMs;
    const delayMs = Math.max(0, Math.ceil(earliestMs - this.#with.clock.monotonicMs()));
    this.#callOffWake = this.#with.clock.after(delayMs, () => this.#startDueProbes());
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
