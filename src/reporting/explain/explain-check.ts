// A check, part by part, with the verdicts that count, what was done by hand, and the probes behind them.

import type { ExplainedCheck, ExplainedOverride } from '../../control/protocol/explanation.ts';
import { type Check, judgeCheck } from '../../health/deciding/check.ts';
import { forceOf, type Override } from '../../health/deciding/overrides.ts';
import { describeProbe } from '../status.ts';
import type { ExplainSources } from './explain-sources.ts';

export function explainOverride(override: Override | undefined): ExplainedOverride | undefined {
  if (override === undefined) return undefined;
  const { action, by, sinceSeconds, untilSeconds } = override;
  return { action, by, sinceSeconds, untilSeconds };
}

export function explainCheck(check: Check, sources: ExplainSources): ExplainedCheck {
  const { decider, reports } = sources;
  const verdict = judgeCheck(check, decider.verdictOf);
  switch (check.kind) {
    case 'all':
    case 'any':
      return { kind: check.kind, verdict, parts: check.parts.map((part) => explainCheck(part, sources)) };
    case 'not':
      return { kind: 'not', verdict, parts: [explainCheck(check.part, sources)] };
    default: {
      const report = reports.find(({ target }) => target.key === check.key);
      const override = explainOverride(forceOf(decider.overrides, check));
      const probe = report && {
        ...describeProbe(report, sources.holdOf(check)),
        outcomesToFlip: report.outcomesToFlip,
      };
      return { kind: 'target', verdict, override, probe };
    }
  }
}
