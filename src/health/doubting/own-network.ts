// Is it them or me? When most targets fail at once and nothing that could tell otherwise answers, the fault is more likely
// to be this machine's than everybody's. Then no target goes down until something answers again.
//
//   trusted  --a target fails, and nothing has answered since it was asked-->         doubted
//   doubted  --something answers, or too little fails-->                              trusted: failed targets are asked again
//   doubted  --too much fails, and every anchor; without anchors: everything-->       suspect
//   suspect  --something that was silent answers-->                                   trusted: every target begins afresh
//
// Doubt begins before anything goes down, so that there is nothing to take back. Refuses to know names and answers, and
// how targets come to their verdicts.

import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { type Endpoint, printEndpoint } from '../../wire/endpoint.ts';
import { type Outcome, type Probe, showsLife } from '../outcome.ts';
import type { Target } from '../target.ts';
import { type AnchorReport, Anchors } from './anchors.ts';
import { Doubt } from './doubt.ts';
import {
  type Evidence,
  type Judgement,
  judgeFinally,
  judgeSoFar,
  type Standing,
  targetsMin,
  witnessesPerFailure,
} from './judge-doubt.ts';
import { MassFailure } from './mass-failure.ts';
import { NetworkLog, printVouchers } from './network-log.ts';

export interface NetworkSettings {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** When a larger share than this fails, our own network may be at fault; 1: never. */
  readonly massFailure: number;
  /** Machines whose answer vouches for our network. */
  readonly anchors: readonly Endpoint[];
}

export type Trust = 'trusted' | 'doubted' | 'suspect';

/** An outcome, and where its target stood when it came. */
export interface Testimony {
  readonly target: Target;
  readonly outcome: Outcome;
  readonly startedMs: number;
  /** Whether its last probe failed, too. */
  readonly wasFailing: boolean;
  readonly isStanding: boolean;
}

export interface NetworkDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly probe: Probe<Target>;
  readonly standing: () => Standing;
  /** Has about as many standing targets probed soon, different ones each time until the doubt ends. */
  readonly callWitnesses: (count: number) => void;
  /** It seems to be them: a target whose failures began after something last vouched for our network must fail once more. */
  readonly onCleared: (vouchedBeforeMs: number) => void;
  /** It is me: targets that went down since the doubt began are up again. */
  readonly onSuspect: (sinceMs: number) => void;
  /** It was me: targets that have failed since then count afresh. */
  readonly onThaw: () => void;
}

export interface NetworkReport {
  readonly trust: Trust;
  /** Since when it is suspect, in Unix seconds. */
  readonly suspectSinceSeconds: number | undefined;
  readonly anchors: readonly AnchorReport[];
}

/** How often anchors are asked while they do not answer. */
const askAgainMs = 2000;

export class OwnNetwork {
  readonly #with: NetworkDependencies;
  readonly #anchors: Anchors;
  readonly #log: NetworkLog;
  readonly #massFailure: MassFailure;
  #settings: NetworkSettings;
  #doubt: Doubt | undefined;
  #suspect: { readonly sinceMs: number; readonly sinceSeconds: number } | undefined;
  /** When the latest probe began that was answered, and so vouched for our network. */
  #vouchedMs = Number.NEGATIVE_INFINITY;

  constructor(settings: NetworkSettings, dependencies: NetworkDependencies) {
    this.#settings = settings;
    this.#with = dependencies;
    const { clock, logger, probe } = dependencies;
    this.#massFailure = new MassFailure(clock, logger);
    this.#log = new NetworkLog(logger);
    this.#anchors = new Anchors({
      clock,
      probe,
      onOutcome: (...what) => this.#recordAnchor(...what),
      // What anchors said before the doubt began does not end it.
      sinceMs: () => this.#doubt?.sinceMs ?? Number.NEGATIVE_INFINITY,
      periodMs: () => (this.trust === 'trusted' ? this.#settings.intervalMs : askAgainMs),
    });
  }

  apply(settings: NetworkSettings): void {
    this.#settings = settings;
    this.#anchors.apply(settings.anchors, settings.timeoutMs);
    if (!this.#isOn && this.#doubt !== undefined) this.#acquit();
    if (this.#suspect !== undefined) {
      if (!this.#isOn) this.#thaw('doubting our own network was turned off');
      else if (this.#with.standing().count === 0) this.#thaw('no target is left that could fail');
    }
    this.#anchors.ask();
  }

  stop(): void {
    this.#doubt?.end();
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
    // The doubt is about now: if something answered after the first failure, that failure was the target's own.
    return this.#doubt === undefined || this.#vouchedMs > failingSinceMs;
  }

  /** Every outcome of every target belongs here. */
  recordOutcome({ target, outcome, startedMs, isStanding, wasFailing }: Testimony): void {
    if (outcome.kind === 'inconclusive') return;
    const hasAnchors = this.#anchors.count > 0;
    const isAnswer = hasAnchors ? outcome.kind === 'success' : showsLife(outcome);
    if (isAnswer) {
      // Anchors vouch where there are any: a target may stand right beside us and answer whatever happens.
      if (!hasAnchors) this.#vouch(startedMs);
      this.#doubt?.recordAnswer(target.key, startedMs);
      // A target that only accepted the connection may have done so before the network was cut.
      const isNow = outcome.kind === 'success' || startedMs >= (this.#suspect?.sinceMs ?? 0);
      if (this.#suspect !== undefined && isNow && (wasFailing || !hasAnchors))
        this.#thaw(`${target.key} answers again`);
    } else if (isStanding) {
      this.#considerDoubt(startedMs);
      this.#doubt?.recordFailure(target.key);
    }
    this.#judge();
  }

  /** A target went down. */
  recordDown(): void {
    if (!this.#isOn) return;
    const { intervalMs, massFailure } = this.#settings;
    this.#massFailure.recordDown(this.#with.standing().count, {
      intervalMs,
      massFailure,
      printVouchers: () => printVouchers(this.#anchors.report()),
    });
  }

  get #isOn(): boolean {
    return this.#settings.massFailure < 1;
  }

  /** A target failed: did our network work at the time? */
  #considerDoubt(startedMs: number): void {
    const { clock, standing, callWitnesses } = this.#with;
    if (!this.#isOn || this.#suspect !== undefined || this.#vouchedMs > startedMs) return;
    if (this.#doubt === undefined) {
      if (standing().count < targetsMin) return;
      this.#doubt = new Doubt(this.#vouchedMs, {
        clock,
        limitMs: () => this.#settings.intervalMs + this.#settings.timeoutMs,
        onTimeUp: () => this.#judgeFinally(),
      });
      this.#anchors.ask();
    }
    // Anchors answer at once if they answer at all; targets are asked out of turn only when they do not.
    if (this.#anchors.count === 0 || this.#doubt.hasWitnesses) callWitnesses(witnessesPerFailure);
  }

  #judge(): void {
    const doubt = this.#doubt;
    if (doubt === undefined) return;
    const areAnchorsSilent = this.#anchors.saySince(doubt.sinceMs) === 'all fail';
    if (areAnchorsSilent && !doubt.hasWitnesses) {
      doubt.admitWitnesses();
      this.#with.callWitnesses(witnessesPerFailure);
    }
    this.#execute(judgeSoFar(this.#evidenceIn(doubt)), doubt);
  }

  #judgeFinally(): void {
    const doubt = this.#doubt;
    if (doubt === undefined) return;
    const judgement = judgeFinally(this.#evidenceIn(doubt));
    // Anchors are still owed an answer: the interval is shorter than the gap between two questions to them.
    if (judgement === 'open') doubt.extend();
    this.#execute(judgement, doubt);
  }

  #evidenceIn(doubt: Doubt): Evidence {
    return {
      standing: this.#with.standing(),
      anchors: this.#anchors.saySince(doubt.sinceMs),
      isVouchedFor: this.#vouchedMs >= doubt.sinceMs,
      failedCount: doubt.failedCount,
      answeredCount: doubt.answeredCount,
      massFailure: this.#settings.massFailure,
    };
  }

  #execute(judgement: Judgement, doubt: Doubt): void {
    if (judgement === 'cleared') this.#clear();
    else if (judgement === 'acquitted') this.#acquit();
    else if (judgement === 'suspect') this.#freeze(doubt);
  }

  #recordAnchor(target: Target, outcome: Outcome, startedMs: number): void {
    if (outcome.kind === 'inconclusive') return;
    const name = printEndpoint(target);
    if (outcome.kind === 'success') {
      this.#vouch(startedMs);
      if (this.#suspect !== undefined) this.#thaw(`the anchor ${name} answers again`);
      if (this.#doubt !== undefined && startedMs >= this.#doubt.sinceMs) this.#clear();
    }
    if (this.trust === 'trusted') this.#log.recordAnchor(name, outcome);
    this.#judge();
  }

  /** Our network worked when this probe began, for it was answered; by the time that is known, it may be gone. */
  #vouch(startedMs: number): void {
    this.#vouchedMs = Math.max(this.#vouchedMs, startedMs);
  }

  /** Our network is known to work, although nothing has answered since. */
  #acquit(): void {
    this.#vouch(this.#with.clock.monotonicMs());
    this.#clear();
  }

  #clear(): void {
    const vouchedBeforeMs = this.#doubt?.vouchedBeforeMs ?? this.#vouchedMs;
    this.#endDoubt();
    this.#with.onCleared(vouchedBeforeMs);
  }

  #freeze(doubt: Doubt): void {
    const { clock, onSuspect, standing } = this.#with;
    this.#endDoubt();
    this.#suspect = { sinceMs: clock.monotonicMs(), sinceSeconds: clock.wallSeconds() };
    this.#log.logSuspect(standing(), this.#anchors.count);
    onSuspect(doubt.sinceMs);
  }

  #thaw(why: string): void {
    const { clock, onThaw } = this.#with;
    const nowMs = clock.monotonicMs();
    const forSeconds = Math.round((nowMs - (this.#suspect?.sinceMs ?? nowMs)) / 1000);
    this.#suspect = undefined;
    this.#vouchedMs = nowMs;
    this.#log.logBack(why, forSeconds);
    onThaw();
  }

  #endDoubt(): void {
    this.#doubt?.end();
    this.#doubt = undefined;
  }
}
