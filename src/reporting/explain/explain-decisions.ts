// On what grounds it is decided which addresses of a name are published.

import type { ExplainedDecision } from '../../control/protocol/explanation.ts';
import { decidingFor, type Resolution } from '../../health/deciding/resolution.ts';
import type { ExplainSources } from './explain-sources.ts';

export function explainDecisions(
  resolutions: readonly Resolution[],
  { decider }: ExplainSources,
): ExplainedDecision[] {
  const deciding = new Set(resolutions.map(decidingFor));
  return [...deciding].map((resolution) => {
    const { label, candidates, backups = [], healthyMin = 1, whenAllDown } = resolution;
    const { grounds, healthyCount } = decider.decide(resolution);
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
