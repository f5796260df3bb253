// A watched target and all that is known about it. Refuses to know when it is probed and what follows from a verdict.

import type { Outcome } from '../outcome.ts';
import {
  awaitsConfirmation,
  type HealthState,
  initialState,
  outcomesToFlip,
  type Thresholds,
  type Verdict,
} from '../step-state.ts';
import type { Target } from '../target.ts';
import type { LedgerPlace } from './probe-ledger.ts';
import type { Scheduled } from './schedule.ts';

/** Defaults for all targets; `Target.pace` overrides them one by one. */
export interface PaceSettings extends Thresholds {
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** What is known about a target, for people. */
export interface TargetReport {
  readonly target: Target;
  readonly verdict: Verdict;
  /** When the verdict was reached, in Unix seconds. */
  readonly sinceSeconds: number | undefined;
  readonly lastOutcome: Outcome | undefined;
  /** How many more outcomes against the verdict, in a row, change it. */
  readonly outcomesToFlip: number;
  /** Absent while a probe is under way. */
  readonly nextProbeInMs: number | undefined;
  /** Where its probes are counted. */
  readonly place: LedgerPlace;
}

export class Watch implements Scheduled {
  readonly target: Target;
  readonly place: LedgerPlace;
  settings: PaceSettings;
  state: HealthState = initialState;
  sinceSeconds: number | undefined;
  lastOutcome: Outcome | undefined;
  /** When the first probe of the current run of failures began; absent after a success. */
  failingSinceMs: number | undefined;
  /** When it last went from up to down. */
  fellMs = Number.NEGATIVE_INFINITY;
  dueMs = 0;
  phaseMs = 0;
  probeStartedMs = 0;
  /** False once nobody wants it watched any longer. */
  isWatched = true;
  hasReported = false;
  callOff: (() => void) | undefined;

  constructor(target: Target, settings: PaceSettings, place: LedgerPlace) {
    this.target = target;
    this.place = place;
    this.settings = { ...settings, ...target.pace };
  }

  /** The defaults changed. */
  apply(settings: PaceSettings): void {
    this.settings = { ...settings, ...this.target.pace };
  }

  get intervalMs(): number {
    return this.settings.intervalMs;
  }

  get isIdle(): boolean {
    return this.isWatched && this.callOff === undefined;
  }

  /** Could still fall: up, or not known yet. */
  get isStanding(): boolean {
    return this.state.verdict !== 'down';
  }

  get isFailing(): boolean {
    return this.failingSinceMs !== undefined;
  }

  get awaitsConfirmation(): boolean {
    return awaitsConfirmation(this.state, this.settings);
  }

  /** What a probe says of itself; what it means for the verdict is not decided here. */
  recordOutcome(outcome: Outcome): void {
    this.lastOutcome = outcome;
    if (outcome.kind === 'failure') this.failingSinceMs ??= this.probeStartedMs;
    if (outcome.kind === 'success') this.failingSinceMs = undefined;
  }

  forgetFailures(): void {
    this.state = { ...this.state, contrary: 0 };
    this.failingSinceMs = undefined;
  }

  report(nowMs: number): TargetReport {
    return {
      target: this.target,
      verdict: this.state.verdict,
      sinceSeconds: this.sinceSeconds,
      lastOutcome: this.lastOutcome,
      outcomesToFlip: outcomesToFlip(this.state, this.settings),
      nextProbeInMs: this.callOff === undefined ? Math.max(0, this.dueMs - nowMs) : undefined,
      place: this.place,
    };
  }

  /** How late the probe is that should have started or ended by now; negative while there is time. */
  overdueMs(nowMs: number): number {
    const { callOff, dueMs, probeStartedMs, settings } = this;
    return nowMs - (callOff === undefined ? dueMs : probeStartedMs + settings.timeoutMs);
  }
}
