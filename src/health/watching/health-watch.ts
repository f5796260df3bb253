// The monitor and the flap damper as one, and what the log says about holds. Refuses to know what answers are made of the
// verdicts.

import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { Random } from '../../base/random.ts';
import type { VerdictOf } from '../deciding/check.ts';
import { FlapDamper, type FlapSettings } from '../doubting/flap-damper.ts';
import { createProbe } from '../probing/probe-target.ts';
import type { Target } from '../target.ts';
import { Monitor, type MonitorSettings, type RememberedVerdict, type VerdictChange } from './monitor.ts';

export interface HealthWatchDependencies {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** Who is told of changes. */
export interface HealthListener {
  /** The verdict of a target changed. */
  readonly onVerdict: (change: VerdictChange) => void;
  /** The verdict of a target changed, or a hold on it ended. */
  readonly onChange: (target: Target) => void;
  /** Something else that is told of it: what its probes say, or a hold that was ended by hand. */
  readonly onNews?: (target: Target) => void;
  /** Our own network became suspect, or stopped being so. */
  readonly onTrustChange: () => void;
}

const nobody: HealthListener = {
  onVerdict: () => undefined,
  onChange: () => undefined,
  onTrustChange: () => undefined,
};

/** What to probe, how often, and when to hold it down. */
export interface Watched {
  readonly targets: readonly Target[];
  readonly health: MonitorSettings;
  readonly flapping: FlapSettings;
}

/** On top of the time limit of a probe: starting and finishing thousands of them takes this long. */
const firstRoundSlackMs = 500;
/** Whatever the time limits say: the service manager allows a minute for the start. */
const firstRoundMsMax = 30_000;

export class HealthWatch {
  readonly monitor: Monitor;
  readonly damper: FlapDamper;
  readonly #with: HealthWatchDependencies;
  #listener = nobody;

  constructor({ health, flapping }: Watched, dependencies: HealthWatchDependencies) {
    this.#with = dependencies;
    const { clock, random, logger } = dependencies;
    this.monitor = new Monitor(health, {
      clock,
      random,
      logger,
      probe: createProbe(clock),
      onChange: (change) => this.#recordChange(change),
      onNews: (target) => this.#listener.onNews?.(target),
      onTrustChange: () => this.#listener.onTrustChange(),
    });
    this.damper = new FlapDamper(flapping, {
      clock,
      onHeld: (target, changes) => this.#logHeld(target, changes),
      onSteady: (target) => this.#recordSteady(target),
    });
  }

  /** What probes say. */
  readonly verdictOf: VerdictOf = (target) => this.monitor.verdictOf(target);

  /** Ends the holds of these targets, and returns those that had one. */
  endHolds(isMeant: (target: Target) => boolean): readonly Target[] {
    const released = this.damper.held.filter((target) => isMeant(target) && this.damper.release(target));
    for (const target of released) this.#listener.onNews?.(target);
    return released;
  }

  /** To be called before anything is watched. */
  tell(listener: HealthListener): void {
    this.#listener = listener;
  }

  watch(
    { targets, health, flapping }: Watched,
    remembered?: ReadonlyMap<string, RememberedVerdict>,
  ): Promise<void> {
    this.damper.apply(flapping, targets);
    for (const target of targets) {
      const heldSinceSeconds = remembered?.get(target.key)?.heldSinceSeconds;
      if (heldSinceSeconds !== undefined) this.damper.resume(target, heldSinceSeconds);
    }
    return this.monitor.watch(targets, health, remembered);
  }

  /**
   * Waits for every target's first outcome, but no longer than the probes may take that have to wait for each other: a few
   * dead targets delay nobody.
   */
  async watchPatiently(watched: Watched, remembered?: ReadonlyMap<string, RememberedVerdict>): Promise<void> {
    const { targets, health } = watched;
    const longestMs = targets.reduce((ms, { pace }) => Math.max(ms, pace?.timeoutMs ?? 0), health.timeoutMs);
    let callOff: () => void = () => undefined;
    const patience = new Promise<void>((resolve) => {
      const turns = Math.max(1, Math.ceil(targets.length / Math.max(1, this.monitor.probesMax)));
      callOff = this.#with.clock.after(
        Math.min(turns * longestMs, firstRoundMsMax) + firstRoundSlackMs,
        resolve,
      );
    });
    await Promise.race([this.watch(watched, remembered), patience]);
    callOff();
  }

  stop(): void {
    this.monitor.stop();
    this.damper.stop();
  }

  #recordChange(change: VerdictChange): void {
    const { target, before, isTakenBack } = change;
    this.#listener.onVerdict(change);
    if (isTakenBack === true) this.damper.forgive(target);
    else this.damper.recordChange(target, before);
    this.#listener.onChange(target);
  }

  #logHeld(target: Target, changes: number): void {
    const { windowMs, steadyMs } = this.damper;
    this.#with.logger.warning(
      { event: 'target-held', target: target.key, changes },
      `${target.key} changed ${changes} times within ${windowMs / 1000} s: held down until it has been steady for ${steadyMs / 1000} s`,
    );
  }

  #recordSteady(target: Target): void {
    this.#with.logger.info(
      { event: 'target-steady', target: target.key, state: this.monitor.verdictOf(target) },
      `${target.key} has been steady for ${this.damper.steadyMs / 1000} s: no longer held down`,
    );
    this.#listener.onChange(target);
  }
}
