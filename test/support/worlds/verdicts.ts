// Verdicts and decisions for tests that only care which targets are up.

import type { VerdictOf } from '../../../src/health/deciding/check.ts';
import { type Decide, decide } from '../../../src/health/deciding/decide.ts';
import type { Target } from '../../../src/health/target.ts';

export function verdictsBy(isUp: (target: Target) => boolean): VerdictOf {
  return (target) => (isUp(target) ? 'up' : 'down');
}

export function decideBy(isUp: (target: Target) => boolean): Decide {
  const verdictOf = verdictsBy(isUp);
  return (resolution) => decide(resolution, verdictOf);
}
