// The one place that decides: probes, holds, overrides and the last healthy set in, the decision on a name out. Publishing,
// status, explanations and overrides all ask here. Refuses to know when anything changes and what is made of a decision.

import type { Target } from '../target.ts';
import type { VerdictOf } from './check.ts';
import { type Decide, type Decision, decideSteadily } from './decide.ts';
import { LastHealthy } from './last-healthy.ts';
import { forceOf, noOverrides, type Overrides, overrule, withoutDrained } from './overrides.ts';
import type { Resolution } from './resolution.ts';

export interface DeciderSources {
  /** The verdict of the probes. */
  readonly probed: VerdictOf;
  /** Whether a target is held down for flapping. */
  readonly isHeld?: (target: Target) => boolean;
  /** The overrides in force. */
  readonly overrides?: () => Overrides;
  readonly lastHealthy?: LastHealthy;
}

/** What to assume instead of the facts. */
export interface Supposition {
  /** In place of the probes' verdict. */
  readonly probed?: VerdictOf;
  /** In place of the effective verdict, forced or not. */
  readonly verdictOf?: VerdictOf;
  readonly overrides?: Overrides;
}

export class Decider {
  readonly #probed: VerdictOf;
  readonly #isHeld: (target: Target) => boolean;
  readonly #overrides: () => Overrides;
  readonly lastHealthy: LastHealthy;

  constructor({
    probed,
    isHeld = () => false,
    overrides = () => noOverrides,
    lastHealthy = new LastHealthy(),
  }: DeciderSources) {
    this.#probed = probed;
    this.#isHeld = isHeld;
    this.#overrides = overrides;
    this.lastHealthy = lastHealthy;
  }

  get overrides(): Overrides {
    return this.#overrides();
  }

  /** The effective verdict: forced by an operator, or else that of the probes. */
  readonly verdictOf: VerdictOf = (target) => overrule(this.#overrides(), this.#probed)(target);

  /** What a name publishes now. */
  readonly decide: Decide = (resolution) => this.suppose({})(resolution);

  /** Like `decide`, for what is about to be served: also remembered for when all is down. */
  readonly decideAndRemember: Decide = (resolution) => {
    const decision = this.decide(resolution);
    this.lastHealthy.remember(resolution, decision);
    return decision;
  };

  /** What names would publish under other assumptions. */
  suppose(supposition: Supposition): Decide {
    const { probed = this.#probed, overrides = this.#overrides() } = supposition;
    const verdictOf = supposition.verdictOf ?? overrule(overrides, probed);
    return (resolution) => this.#decide(resolution, verdictOf, overrides);
  }

  #decide(resolution: Resolution, verdictOf: VerdictOf, overrides: Overrides): Decision {
    // A forced verdict wins over a hold.
    const isHeld = (target: Target) => this.#isHeld(target) && forceOf(overrides, target) === undefined;
    return decideSteadily(
      withoutDrained(overrides, resolution),
      verdictOf,
      isHeld,
      this.lastHealthy.of(resolution),
    );
  }
}
