// On what grounds it is decided which addresses of a name are published.

import type { ExplainedDecision } from '../../control/protocol/explanation.ts';
import type { Resolution } from '../../health/deciding/resolution.ts';
import type { ExplainSources } from './explain-sources.ts';

export function explainDecisions(
  resolutions: readonly Resolution[],
  { hand, decide }: ExplainSources,
): ExplainedDecision[] {
  const deciding = new Set(resolutions.map((resolution) => resolution.madeOf ?? resolution));
  return [...deciding].map((resolution) => {
    const { label, candidates, backups = [], healthyMin = 1, whenAllDown } = resolution;
    const { grounds, healthyCount } = decide(resolution, (target) => hand.verdictOf(target));
    return {
      name: label,
      grounds,
      healthy: healthyCount,
      healthyMin,
      candidates: candidates.length,
      backups: backups.length,
      whenAllDown: whenAllDown?.kind ?? 'empty',
    };
  });
}
