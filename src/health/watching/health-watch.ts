// Health as the daemon has it: what is probed, what is held down, and what is said about it in the log. Refuses to know how
// answers are made of that.

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
  /** What probes say of a target changed. */
  readonly onVerdict: (change: VerdictChange) => void;
  /** What counts for a target changed, by a verdict or by the end of a hold. */
  readonly onChange: (target: Target) => void;
  /** Our own network is suspect now, or no longer. */
  readonly onTrustChange: () => void;
}

const nobody: HealthListener = {
  onVerdict: () => undefined,
  onChange: () => undefined,
  onTrustChange: () => undefined,
};

/** What is to be probed, how often, and from when on it is held down. */
export interface Watched {
  readonly targets: readonly Target[];
  readonly health: MonitorSettings;
  readonly flapping: FlapSettings;
}

/** On top of the probe's time limit: what starting and finishing thousands of probes takes. */
const firstRoundSlackMs = 500;
/** However long probes may take: the service manager waits a minute for the start. */
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
      onChange: (change) => this.#take(change),
      onTrustChange: () => this.#listener.onTrustChange(),
    });
    this.damper = new FlapDamper(flapping, {
      clock,
      onHeld: (target, changes) => this.#logHeld(target, changes),
      onSteady: (target) => this.#noteSteady(target),
    });
  }

  /** What probes say. */
  readonly verdictOf: VerdictOf = (target) => this.monitor.verdictOf(target);

  /** Ends the holds of the targets that are meant, and says which these were. */
  endHolds(isMeant: (target: Target) => boolean): readonly Target[] {
    return this.damper.held.filter((target) => isMeant(target) && this.damper.release(target));
  }

  /** To be called before anything is watched. */
  tell(listener: HealthListener): void {
    this.#listener = listener;
  }

  watch(
    { targets, health, flapping }: Watched,
    remembered?: ReadonlyMap<string, RememberedVerdict>,
  ): Promise<void> {
    this.damper.follow(flapping, targets);
    for (const target of targets) {
      const heldSinceSeconds = remembered?.get(target.key)?.heldSinceSeconds;
      if (heldSinceSeconds !== undefined) this.damper.resume(target, heldSinceSeconds);
    }
    return this.monitor.watch(targets, health, remembered);
  }

  /**
   * Waits for every target's first outcome, but no longer than a probe may take, or as many as must wait for each other: a
   * few dead targets delay nobody.
   */
  async watchPatiently(watched: Watched, remembered?: ReadonlyMap<string, RememberedVerdict>): Promise<void> {
    const { targets, health } = watched;
    const longestMs = targets.reduce((ms, { pace }) => Math.max(ms, pace?.timeoutMs ?? 0), health.timeoutMs);
    let callOff: () => void = () => undefined;
    const patience = new Promise<void>((resolve) => {
      const turns = Math.max(1, Math.ceil(targets.length / this.monitor.probesMax));
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

  #take(change: VerdictChange): void {
    const { target, before, isTakenBack } = change;
    this.#listener.onVerdict(change);
    if (isTakenBack === true) this.damper.forgive(target);
    else this.damper.note(target, before);
    this.#listener.onChange(target);
  }

  #logHeld(target: Target, changes: number): void {
    const { windowMs, steadyMs } = this.damper;
    this.#with.logger.warning(
      { event: 'target-held', target: target.key, changes },
      `${target.key} changed ${changes} times within ${windowMs / 1000} s: it is held down until it has been steady for ${steadyMs / 1000} s`,
    );
  }

  #noteSteady(target: Target): void {
    this.#with.logger.info(
      { event: 'target-steady', target: target.key, state: this.monitor.verdictOf(target) },
      `${target.key} has been steady for ${this.damper.steadyMs / 1000} s: it is not held down any more`,
    );
    this.#listener.onChange(target);
  }
}
