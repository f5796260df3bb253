// Since when a name is answered as it is, from what is known of its targets: after a restart nothing else tells. Refuses to know
// compound checks: it takes each target for an address.

import type { Verdict } from '../../health/step-state.ts';

export interface JudgedTarget {
  readonly verdict: Verdict;
  readonly sinceSeconds: number | undefined;
}

/**
 * With enough healthy candidates: since the last of those came up that it takes. Without: since the one went down that was
 * needed. Now, where too little is known.
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
