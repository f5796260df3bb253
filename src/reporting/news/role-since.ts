// Since when a name has been answered as it is, judging by its targets: after a restart there is nothing else to go by. Refuses to
// know compound checks: each target counts as an address.

import type { Verdict } from '../../health/step-state.ts';

export interface JudgedTarget {
  readonly verdict: Verdict;
  readonly sinceSeconds: number | undefined;
}

/**
 * With enough healthy candidates: since there have been enough. Otherwise: since there have been too few. Now, if too little is
 * known.
 */
export function roleSince(
  candidates: readonly JudgedTarget[],
  healthyMin: number,
  nowSeconds: number,
): number {
  const since = (verdict: Verdict) =>
    candidates
      .filter((target) => target.verdict === verdict)
      .map(({ sinceSeconds = nowSeconds }) => sinceSeconds)
      .sort((a, b) => a - b);
  const up = since('up');
  if (up.length >= healthyMin) return up[healthyMin - 1] ?? nowSeconds;
  return since('down').at(up.length - healthyMin) ?? nowSeconds;
}
