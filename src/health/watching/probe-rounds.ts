// Probes every watched target in turn: when, how many at a time, and how soon after a failure again. Refuses to know
// verdicts: each outcome goes to `onOutcome`.

import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { Random } from '../../base/random.ts';
import type { Outcome, Probe } from '../outcome.ts';
import type { Target } from '../target.ts';
import { Histogram } from './histogram.ts';
import { ProbeSlots } from './probe-slots.ts';
import { Schedule } from './schedule.ts';
import type { Watch } from './watch.ts';

/** One lost SYN must not flip an answer: a failure counts once a second probe, this much later, agrees. */
const confirmationDelayMs = 500;
/** "Out of file descriptors" hits thousands of probes at once; one line a minute is enough. */
const complaintIntervalMs = 60_000;

export interface ProbeRoundsDependencies {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly probe: Probe<Target>;
  readonly watches: Iterable<Watch>;
  readonly onOutcome: (watch: Watch, outcome: Outcome) => void;
}

export class ProbeRounds {
  /** How long after its due time a probe started: tells whether the schedule holds. */
  readonly lateness = new Histogram();
  readonly #with: ProbeRoundsDependencies;
  readonly #schedule: Schedule<Watch>;
  readonly #slots: ProbeSlots;
  #lastComplaintMs = Number.NEGATIVE_INFINITY;
  #isRunning = true;

  constructor(dependencies: ProbeRoundsDependencies) {
    this.#with = dependencies;
    const { clock, random } = dependencies;
    this.#slots = new ProbeSlots(clock, () => this.#schedule.wake());
    this.#schedule = new Schedule({
      clock,
      random,
      start: (...turn) => this.#startProbe(...turn),
      mayStart: () => !this.#slots.isFull,
    });
  }

  add(watch: Watch): void {
    this.#schedule.add(watch);
  }

  /** After its interval has changed. */
  reschedule(watch: Watch): void {
    // One that is being probed gets its next turn when that probe ends.
    if (watch.isIdle) this.#schedule.replace(watch);
  }

  /** Starts what is due. */
  run(): void {
    this.#schedule.run();
  }

  /** Probes a target within this time, whenever its turn is; a probe that is under way is called off. */
  probeSoon(watch: Watch, withinMs: number): void {
    watch.callOff?.();
    watch.callOff = undefined;
    this.#schedule.soon(watch, 0, withinMs);
  }

  get probesMax(): number {
    return this.#slots.max;
  }

  /**
   * At most this many probes at a time; the target that has waited longest goes first. Of those beyond the limit now, the
   * ones that began last are called off and start over later.
   */
  limitProbes(max: number): void {
    this.#slots.limit(max);
    const { surplus } = this.#slots;
    if (surplus === 0) return;
    const running = [...this.#with.watches].filter(({ callOff }) => callOff !== undefined);
    running.sort((a, b) => b.probeStartedMs - a.probeStartedMs);
    for (const watch of running.slice(0, surplus)) this.probeSoon(watch, 0);
  }

  /** By how much the most overdue probe should have started or ended before now: large when the schedule is stuck. */
  get overdueMs(): number {
    const nowMs = this.#with.clock.monotonicMs();
    // A probe that waits for another one to end is not stuck; whether that one ends in time is looked at as well.
    const waitedMs = nowMs - this.#slots.freeSinceMs(nowMs);
    let overdueMs = 0;
    for (const watch of this.#with.watches) {
      const lateMs = watch.overdueMs(nowMs);
      overdueMs = Math.max(overdueMs, watch.isIdle ? Math.min(lateMs, waitedMs) : lateMs);
    }
    return overdueMs;
  }

  stop(): void {
    this.#isRunning = false;
    this.#schedule.stop();
    for (const watch of this.#with.watches) watch.callOff?.();
  }

  #startProbe(watch: Watch, lateMs: number): void {
    // In the first round every target is due at once and some must wait; that says nothing about the schedule.
    if (watch.hasReported) this.lateness.count(lateMs);
    watch.probeStartedMs = this.#with.clock.monotonicMs();
    const freeSlot = this.#slots.take();
    const callOff = this.#with.probe(watch.target, watch.settings.timeoutMs, (outcome) => {
      // First, so that whoever hears of the outcome may start another probe.
      freeSlot();
      watch.callOff = undefined;
      if (!this.#isRunning || !watch.isWatched) return;
      this.#with.onOutcome(watch, outcome);
      if (outcome.kind === 'inconclusive') this.#complain(watch, outcome.detail);
      this.#scheduleNext(watch, outcome);
    });
    watch.callOff = () => {
      freeSlot();
      callOff();
    };
  }

  #scheduleNext(watch: Watch, outcome: Outcome): void {
    if (!watch.isIdle) return;
    if (outcome.kind !== 'inconclusive' && !watch.awaitsConfirmation) {
      this.#schedule.next(watch);
      return;
    }
    // A rack that failed at once must not be probed again at once: between half and all of the delay.
    const delayMs = Math.min(confirmationDelayMs, watch.intervalMs);
    this.#schedule.soon(watch, delayMs / 2, delayMs);
  }

  #complain({ target }: Watch, detail: string): void {
    const { clock, logger } = this.#with;
    const nowMs = clock.monotonicMs();
    if (nowMs - this.#lastComplaintMs < complaintIntervalMs) return;
    this.#lastComplaintMs = nowMs;
    logger.warning(
      { event: 'probe-inconclusive', target: target.key, reason: detail },
      `cannot probe ${target.key}: ${detail} on this machine; verdicts stay as they are until probes work again`,
    );
  }
}
