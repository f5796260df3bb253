// What doubt about our own network does to the targets: which are probed out of turn, and which get a verdict back or a
// fresh start. Refuses to know what raises doubt and what ends it.

import type { Random } from '../../base/random.ts';
import type { Outcome } from '../outcome.ts';
import type { HealthState } from '../step-state.ts';
import type { ProbeRounds } from './probe-rounds.ts';
import type { Watch } from './watch.ts';
import type { WatchList } from './watch-list.ts';

/** Within this time, every target that failed while our own network was gone is probed again. */
const freshLookMs = 5000;

export interface DoubtEffectsDependencies {
  readonly random: Random;
  readonly watches: WatchList;
  readonly rounds: ProbeRounds;
  readonly takeBack: (watch: Watch, state: HealthState, outcome: Outcome) => void;
}

export class DoubtEffects {
  readonly #with: DoubtEffectsDependencies;
  /** Targets not yet asked to testify during the current doubt; absent until the first one is. */
  #witnesses: Watch[] | undefined;

  constructor(dependencies: DoubtEffectsDependencies) {
    this.#with = dependencies;
  }

  /** Probes that many standing, healthy targets at once, picked at random; different ones with every call. */
  callWitnesses(count: number): void {
    const { watches, rounds, random } = this.#with;
    this.#witnesses ??= [...watches];
    const witnesses = this.#witnesses;
    for (let called = 0; called < count && witnesses.length > 0; ) {
      const at = Math.floor(random() * witnesses.length);
      const watch = witnesses[at] as Watch;
      const last = witnesses.pop() as Watch;
      if (last !== watch) witnesses[at] = last;
      if (!watch.isIdle || !watch.isStanding || watch.isFailing) continue;
      rounds.probeSoon(watch, 0);
      called++;
    }
  }

  /**
   * Targets held back only by the doubt, and those being probed, may have failed in a moment without network. One more
   * probe tells.
   */
  onCleared(vouchedBeforeMs: number): void {
    this.#witnesses = undefined;
    const { watches, rounds } = this.#with;
    for (const watch of watches) {
      const { state, settings, failingSinceMs } = watch;
      if (!watch.isStanding || failingSinceMs === undefined || failingSinceMs < vouchedBeforeMs) continue;
      const isHeldBack = state.contrary >= settings.fall;
      if (watch.isIdle && !isHeldBack) continue;
      if (isHeldBack) watch.state = { ...state, contrary: settings.fall - 1 };
      rounds.probeSoon(watch, 0);
    }
  }

  /** Targets that went down after the doubt began are up again. */
  onSuspect(sinceMs: number): void {
    this.#witnesses = undefined;
    const { watches, takeBack } = this.#with;
    for (const watch of watches) {
      if (watch.isStanding || watch.fellMs < sinceMs || watch.lastOutcome === undefined) continue;
      takeBack(watch, { verdict: 'up', contrary: 0 }, watch.lastOutcome);
    }
  }

  /** Probes sent without a network said nothing about their targets: those count afresh and are probed soon. */
  onThaw(): void {
    this.#witnesses = undefined;
    const { watches, rounds } = this.#with;
    for (const watch of watches) {
      if (!watch.isStanding || (watch.isIdle && !watch.isFailing)) continue;
      watches.update(watch, () => watch.forgetFailures());
      rounds.probeSoon(watch, Math.min(freshLookMs, watch.intervalMs));
    }
  }
}
