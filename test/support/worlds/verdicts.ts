// Verdicts and decisions for tests that only care which targets are up.

import type { VerdictOf } from '../../../src/health/deciding/check.ts';
import { type Decide, decide } from '../../../src/health/deciding/decide.ts';
import { Decider } from '../../../src/health/deciding/decider.ts';
import type { Target } from '../../../src/health/target.ts';

export function verdictsBy(isUp: (target: Target) => boolean): VerdictOf {
  return (target) => (isUp(target) ? 'up' : 'down');
}

export function decideBy(isUp: (target: Target) => boolean): Decide {
  const verdictOf = verdictsBy(isUp);
  return (resolution) => decide(resolution, verdictOf);
}

/** Where nothing is held, drained or forced. */
export function deciderBy(isUp: (target: Target) => boolean): Decider {
  return new Decider({ probed: verdictsBy(isUp) });
}
