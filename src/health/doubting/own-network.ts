// Is it them or me? When very much fails at once, and nothing that could tell otherwise answers, the fault is more likely
// to be this machine's than everybody's. Then no target is taken down until something answers again.
//
//   trusted  --a target fails, and nothing has answered since it was asked-->         doubted
//   doubted  --something answers, or too little fails-->                              trusted: who failed is asked again
//   doubted  --too much fails, and every anchor; without anchors: everything-->       suspect
//   suspect  --something answers that did not-->                                      trusted: everybody begins afresh
//
// Doubt begins before anything goes down, so that there is nothing to take back. Refuses to know names and answers, and
// how targets come to their verdicts.

import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { type Endpoint, printEndpoint } from '../../wire/endpoint.ts';
import { type Outcome, type Probe, showsLife } from '../outcome.ts';
import type { Target } from '../target.ts';
import { AnchorLog } from './anchor-log.ts';
import { type AnchorReport, Anchors } from './anchors.ts';
import { MassFailure, targetsMin } from './mass-failure.ts';

export interface NetworkSettings {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** When a larger share than this fails, our own network may be at fault; 1: never. */
  readonly massFailure: number;
  /** Who can vouch for our network. */
  readonly anchors: readonly Endpoint[];
}

export type Trust = 'trusted' | 'doubted' | 'suspect';

/** The targets that count as up, and those that are not known yet: only they can fall. */
export interface Standing {
  readonly count: number;
  /** How many of them failed when they were asked last. */
  readonly failing: number;
}

/** An outcome, and what it means for its target. */
export interface Testimony {
  readonly target: Target;
  readonly outcome: Outcome;
  readonly startedMs: number;
  /** Whether it failed the last time, too. */
  readonly wasFailing: boolean;
  readonly isStanding: boolean;
}

export interface NetworkDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly probe: Probe<Target>;
  readonly standing: () => Standing;
  /** To have about as many standing targets asked soon as are given, others each time until doubt is over. */
  readonly callWitnesses: (count: number) => void;
  /** It seems to be them: whoever began to fail since something vouched for our network before has to fail once more. */
  readonly onCleared: (vouchedBeforeMs: number) => void;
  /** It is me: whoever went down since the doubt began is up again. */
  readonly onSuspect: (doubtedSinceMs: number) => void;
  /** It was me: whoever has failed since begins to count anew. */
  readonly onThaw: () => void;
}

export interface NetworkReport {
  readonly trust: Trust;
  /** Since when it is suspect, in Unix seconds. */
  readonly suspectSinceSeconds: number | undefined;
  readonly anchors: readonly AnchorReport[];
}

/** For each one that fails. When the network is gone, every witness fails and calls as many: a thousand in three rounds. */
const witnessesPerFailure = 8;
/** How often anchors are asked while they do not answer. */
const askAgainMs = 2000;

interface Doubt {
  readonly sinceMs: number;
  /** When something vouched for our network last, before. */
  readonly vouchedBeforeMs: number;
  /** Who failed since. */
  readonly failed: Set<string>;
  /** Since when targets are asked before their turn because no anchor answers; absent while anchors may. */
  witnessesSinceMs: number | undefined;
  /** Who answered that was asked since then. */
  readonly answered: Set<string>;
  callOffEnd: () => void;
}

export class OwnNetwork {
  readonly #with: NetworkDependencies;
  readonly #anchors: Anchors;
  #settings: NetworkSettings;
  #doubt: Doubt | undefined;
  #suspect: { readonly sinceMs: number; readonly sinceSeconds: number } | undefined;
  /** When the latest probe began that something answered, and so vouched for our network. */
  #vouchedMs = Number.NEGATIVE_INFINITY;
  readonly #anchorLog: AnchorLog;
  readonly #downs: MassFailure;

  constructor(settings: NetworkSettings, dependencies: NetworkDependencies) {
    this.#settings = settings;
    this.#with = dependencies;
    const { clock, logger, probe } = dependencies;
    this.#downs = new MassFailure(clock, logger);
    this.#anchorLog = new AnchorLog(logger);
    this.#anchors = new Anchors({
      clock,
      probe,
      onOutcome: (...what) => this.#takeAnchor(...what),
      // What they said before the doubt began does not end it.
      sinceMs: () => this.#doubt?.sinceMs ?? Number.NEGATIVE_INFINITY,
      periodMs: () => (this.trust === 'trusted' ? this.#settings.intervalMs : askAgainMs),
    });
  }

  follow(settings: NetworkSettings): void {
    this.#settings = settings;
    this.#anchors.follow(settings.anchors, settings.timeoutMs);
    if (!this.#isOn && this.#doubt !== undefined) this.#acquit();
    if (this.#suspect !== undefined) {
      if (!this.#isOn) this.#thaw('nobody is to doubt our network any more');
      else if (this.#with.standing().count === 0) this.#thaw('nothing is left that could fail');
    }
    this.#anchors.ask();
  }

  stop(): void {
    this.#doubt?.callOffEnd();
    this.#anchors.stop();
  }

  get trust(): Trust {
    if (this.#suspect !== undefined) return 'suspect';
    return this.#doubt === undefined ? 'trusted' : 'doubted';
  }

  report(): NetworkReport {
    return {
      trust: this.trust,
      suspectSinceSeconds: this.#suspect?.sinceSeconds,
      anchors: this.#anchors.report(),
    };
  }

  /** Whether a target that has failed since then may go down. */
  mayFall(failingSinceMs: number): boolean {
    if (this.#suspect !== undefined) return false;
    // In doubt about now, not about then: our network worked after the first failure.
    return this.#doubt === undefined || this.#vouchedMs > failingSinceMs;
  }

  /** To be told of every outcome of a target. */
  take(testimony: Testimony): void {
    const { target, outcome, startedMs, isStanding, wasFailing } = testimony;
    if (outcome.kind === 'inconclusive') return;
    const hasAnchors = this.#anchors.count > 0;
    const isAnswer = hasAnchors ? outcome.kind === 'success' : showsLife(outcome);
    if (isAnswer) {
      // Where there are anchors, it is them who vouch: a target may stand beside us, and answer whatever happens.
      if (!hasAnchors) this.#vouch(startedMs);
      if (startedMs >= (this.#doubt?.witnessesSinceMs ?? Number.POSITIVE_INFINITY))
        this.#doubt?.answered.add(target.key);
      // Who only accepted the connection may have done so before it was cut off.
      const isNow = outcome.kind === 'success' || startedMs >= (this.#suspect?.sinceMs ?? 0);
      if (this.#suspect !== undefined && isNow && (wasFailing || !hasAnchors))
        this.#thaw(`${target.key} answers again`);
    } else if (isStanding) {
      this.#consider(startedMs);
      this.#doubt?.failed.add(target.key);
    }
    this.#judge();
  }

  /** To be told of every target that goes down. */
  noteDown(): void {
    const { standing } = this.#with;
    const { intervalMs, massFailure } = this.#settings;
    if (this.#isOn)
      this.#downs.note(standing().count, {
        intervalMs,
        massFailure,
        printVouchers: () => this.#printVouchers(),
      });
  }

  get #isOn(): boolean {
    return this.#settings.massFailure < 1;
  }

  /** A target failed: was that while our network worked? */
  #consider(startedMs: number): void {
    const { clock, standing, callWitnesses } = this.#with;
    if (!this.#isOn || this.#suspect !== undefined || this.#vouchedMs > startedMs) return;
    if (this.#doubt === undefined) {
      if (standing().count < targetsMin) return;
      this.#doubt = {
        sinceMs: clock.monotonicMs(),
        vouchedBeforeMs: this.#vouchedMs,
        failed: new Set(),
        witnessesSinceMs: undefined,
        answered: new Set(),
        callOffEnd: this.#endLater(),
      };
      this.#anchors.ask();
    }
    // Anchors answer in no time if they do: only when they do not, others are asked sooner than it is their turn.
    if (this.#anchors.count === 0 || this.#doubt.witnessesSinceMs !== undefined)
      callWitnesses(witnessesPerFailure);
  }

  /** By then everybody has answered or not, but for those that are given very much time. */
  #endLater(): () => void {
    const { intervalMs, timeoutMs } = this.#settings;
    return this.#with.clock.after(intervalMs + timeoutMs, () => this.#judgeFinally());
  }

  /** Ends the doubt if what is known is enough for that. */
  #judge(): void {
    const doubt = this.#doubt;
    if (doubt === undefined) return;
    const { count, failing } = this.#with.standing();
    if (this.#anchors.count === 0) {
      if (this.#vouchedMs >= doubt.sinceMs) this.#clear();
      else if (count === 0) this.#acquit();
      else if (doubt.failed.size >= count && failing >= count) this.#freeze(doubt, count, failing);
      return;
    }
    if (!this.#anchors.haveAllFailedSince(doubt.sinceMs)) return;
    if (doubt.witnessesSinceMs === undefined) {
      doubt.witnessesSinceMs = this.#with.clock.monotonicMs();
      doubt.callOffEnd();
      doubt.callOffEnd = this.#endLater();
      this.#with.callWitnesses(witnessesPerFailure);
    }
    const { massFailure } = this.#settings;
    // Too little fails among those whom we have heard of, if these are not too few to tell.
    const known = doubt.answered.size + failing;
    const isTelling = known >= Math.min(count, 1 + witnessesPerFailure);
    if (failing > massFailure * count) this.#freeze(doubt, count, failing);
    else if (isTelling && failing <= massFailure * known) this.#acquit();
  }

  /** Whoever has not been heard of by now does not count. */
  #judgeFinally(): void {
    const doubt = this.#doubt;
    if (doubt === undefined) return;
    if (!this.#anchors.haveAllReportedSince(doubt.sinceMs)) {
      // Where the interval is shorter than the time between two questions to an anchor.
      doubt.callOffEnd = this.#endLater();
      return;
    }
    const { count, failing } = this.#with.standing();
    const known = Math.min(count, doubt.answered.size + failing);
    const hasAnchors = this.#anchors.count > 0;
    const isSilent = hasAnchors && this.#anchors.haveAllFailedSince(doubt.sinceMs);
    const isTooMuch = hasAnchors ? failing > this.#settings.massFailure * known : failing >= known;
    if ((isSilent || !hasAnchors) && isTooMuch && failing >= targetsMin) this.#freeze(doubt, count, failing);
    else this.#acquit();
  }

  #takeAnchor(target: Target, outcome: Outcome, startedMs: number): void {
    if (outcome.kind === 'inconclusive') return;
    const name = printEndpoint(target);
    if (outcome.kind === 'success') {
      this.#vouch(startedMs);
      if (this.#suspect !== undefined) this.#thaw(`the anchor ${name} answers again`);
      if (this.#doubt !== undefined && startedMs >= this.#doubt.sinceMs) this.#clear();
    }
    if (this.trust === 'trusted') this.#anchorLog.tell(name, outcome);
    this.#judge();
  }

  /** Our network worked when this probe began, for something came of it; it may be gone by the time that this is known. */
  #vouch(startedMs: number): void {
    this.#vouchedMs = Math.max(this.#vouchedMs, startedMs);
  }

  /** It is known now, without anybody having answered since, that our network works. */
  #acquit(): void {
    this.#vouch(this.#with.clock.monotonicMs());
    this.#clear();
  }

  #clear(): void {
    const vouchedBeforeMs = this.#doubt?.vouchedBeforeMs ?? this.#vouchedMs;
    this.#endDoubt();
    this.#with.onCleared(vouchedBeforeMs);
  }

  #freeze(doubt: Doubt, count: number, failing: number): void {
    const { clock, logger, onSuspect } = this.#with;
    this.#endDoubt();
    this.#suspect = { sinceMs: clock.monotonicMs(), sinceSeconds: clock.wallSeconds() };
    const vouchers = this.#anchors.count === 0 ? 'nothing answers' : 'no anchor answers';
    logger.warning(
      { event: 'own-network-suspect', count: failing, total: count, anchors: this.#anchors.count },
      `suspect: own network; ${failing} of ${count} targets that were up fail and ${vouchers}, so that verdicts stay as they are`,
    );
    onSuspect(doubt.sinceMs);
  }

  #thaw(why: string): void {
    const { clock, logger, onThaw } = this.#with;
    const nowMs = clock.monotonicMs();
    const forSeconds = Math.round((nowMs - (this.#suspect?.sinceMs ?? nowMs)) / 1000);
    this.#suspect = undefined;
    this.#vouchedMs = nowMs;
    logger.info(
      { event: 'own-network-back', seconds: forSeconds },
      `${why}, after ${forSeconds} s: our own network is no longer suspect`,
    );
    onThaw();
  }

  #endDoubt(): void {
    this.#doubt?.callOffEnd();
    this.#doubt = undefined;
  }

  #printVouchers(): string {
    if (this.#anchors.count === 0) return 'something answers, so that it is not our own network';
    const answering = this.#anchors.report().filter(({ lastOutcome }) => lastOutcome?.kind === 'success');
    if (answering.length === 0) return 'no anchor answers';
    const names = answering.map(({ target }) => printEndpoint(target)).join(', ');
    return `it is not our own network: ${names} ${answering.length === 1 ? 'answers' : 'answer'}`;
  }
}
