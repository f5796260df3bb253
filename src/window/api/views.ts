// Names and targets as the routes tell of them: what is known, with a sentence that says why, and what probes came to. Refuses to
// know which are asked for.

import type { NameView, ProbeCounts, TargetView } from '../../control/protocol/facts.ts';
import type { NameFacts, TargetFacts } from '../model/news.ts';
import { explainName } from '../model/why.ts';
import type { WindowModel } from '../model/window-model.ts';

export type Viewed = Pick<WindowModel, 'targets' | 'ledger'>;

export function viewName(name: NameFacts, { targets }: Viewed, nowSeconds: number): NameView {
  return { ...name, why: explainName(name, { targets, nowSeconds }) };
}

export function viewTarget({ place, ...target }: TargetFacts, { ledger }: Viewed): TargetView {
  const tally = place && ledger?.read(place);
  if (tally === undefined) return target;
  const { successes, failures, lastMs, sumMs } = tally;
  const probes: ProbeCounts = {
    successes,
    failures,
    lastMs: round(lastMs),
    meanMs: round(successes === 0 ? 0 : sumMs / successes),
  };
  return { ...target, probes };
}

/** To a hundredth. */
function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
