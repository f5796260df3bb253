// What counts now, decided in one place: probes, holds, what operators did by hand and what was healthy last go in, the
// decision on a name comes out. Publishing, status, explanations and the operator's hand all ask here. Refuses to know
// when anything changes, and what is made of a decision.

import type { Target } from '../target.ts';
import type { VerdictOf } from './check.ts';
import { type Decide, type Decision, decideSteadily } from './decide.ts';
import { LastHealthy } from './last-healthy.ts';
import { forceOf, noOverrides, type Overrides, overrule, withoutDrained } from './overrides.ts';
import type { Resolution } from './resolution.ts';

export interface DeciderSources {
  /** What probes say. */
  readonly probed: VerdictOf;
  /** Whether a target is held down for flapping. */
  readonly isHeld?: (target: Target) => boolean;
  /** What operators decided by hand. */
  readonly overrides?: () => Overrides;
  readonly lastHealthy?: LastHealthy;
}

/** What to take for true instead of what is. */
export interface Supposition {
  /** What probes would say. */
  readonly probed?: VerdictOf;
  /** What would count for a target, whatever operators say. */
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

  /** The operator's word where there is one, else what probes say. */
  readonly verdictOf: VerdictOf = (target) => overrule(this.#overrides(), this.#probed)(target);

  /** What a name publishes now. */
  readonly decide: Decide = (resolution) => this.#decide(resolution, this.verdictOf, this.#overrides());

  /** The same, remembered for the day when all is down: for whoever serves it. */
  readonly decideForGood: Decide = (resolution) => {
    const decision = this.decide(resolution);
    this.lastHealthy.remember(resolution, decision);
    return decision;
  };

  /** What names would publish if something else were true. */
  suppose(supposition: Supposition): Decide {
    const { probed = this.#probed, overrides = this.#overrides() } = supposition;
    const verdictOf = supposition.verdictOf ?? overrule(overrides, probed);
    return (resolution) => this.#decide(resolution, verdictOf, overrides);
  }

  #decide(resolution: Resolution, verdictOf: VerdictOf, overrides: Overrides): Decision {
    // What an operator says of a target comes before what its history says.
    const isHeld = (target: Target) => this.#isHeld(target) && forceOf(overrides, target) === undefined;
    return decideSteadily(
      withoutDrained(overrides, resolution),
      verdictOf,
      isHeld,
      this.lastHealthy.of(resolution),
    );
  }
}
