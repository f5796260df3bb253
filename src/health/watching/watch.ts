// A target that is watched, and all that is known of it. Refuses to know when it is its turn, and what follows.

import type { Outcome } from '../outcome.ts';
import {
  type HealthState,
  initialState,
  outcomesToFlip,
  type Thresholds,
  type Verdict,
} from '../step-state.ts';
import type { Target } from '../target.ts';
import type { Scheduled } from './schedule.ts';

/** For all targets; a target may have some of them of its own. */
export interface PaceSettings extends Thresholds {
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

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

export class Watch implements Scheduled {
  readonly target: Target;
  settings: PaceSettings;
  state: HealthState = initialState;
  sinceSeconds: number | undefined;
  lastOutcome: Outcome | undefined;
  /** When the first probe of those began that have failed in a row; absent after a success. */
  failingSinceMs: number | undefined;
  /** When it went down last, of those that were up. */
  fellMs = Number.NEGATIVE_INFINITY;
  dueMs = 0;
  phaseMs = 0;
  probeStartedMs = 0;
  /** False once it is not watched any more. */
  isWatched = true;
  hasReported = false;
  callOff: (() => void) | undefined;

  constructor(target: Target, settings: PaceSettings) {
    this.target = target;
    this.settings = { ...settings, ...target.pace };
  }

  /** Those for all targets are others now. */
  follow(settings: PaceSettings): void {
    this.settings = { ...settings, ...this.target.pace };
  }

  get intervalMs(): number {
    return this.settings.intervalMs;
  }

  get isIdle(): boolean {
    return this.isWatched && this.callOff === undefined;
  }

  /** Down is who has failed often enough; not yet known is not down. */
  get isStanding(): boolean {
    return this.state.verdict !== 'down';
  }

  get isFailing(): boolean {
    return this.failingSinceMs !== undefined;
  }

  report(nowMs: number): TargetReport {
    return {
      target: this.target,
      verdict: this.state.verdict,
      sinceSeconds: this.sinceSeconds,
      lastOutcome: this.lastOutcome,
      outcomesToFlip: outcomesToFlip(this.state, this.settings),
      nextProbeInMs: this.callOff === undefined ? Math.max(0, this.dueMs - nowMs) : undefined,
    };
  }

  /** How long the probe that should have started or ended has been late; negative while there is time. */
  overdueMs(nowMs: number): number {
    const { callOff, dueMs, probeStartedMs, settings } = this;
    return nowMs - (callOff === undefined ? dueMs : probeStartedMs + settings.timeoutMs);
  }
}
