// Each address of a name: whether it is published, why or why not, and the checks and probes behind that.

import type {
  ExplainedAddress,
  ExplainedCheck,
  ExplainedOverride,
} from '../../control/protocol/explanation.ts';
import { type Check, judgeCheck } from '../../health/deciding/check.ts';
import {
  allAddressesOf,
  drainOf,
  fallbackOf,
  forceOf,
  type Override,
  targetsAt,
} from '../../health/deciding/overrides.ts';
import { type CandidateAddress, decidingFor, type Resolution } from '../../health/deciding/resolution.ts';
import type { Verdict } from '../../health/step-state.ts';
import { describeProbe } from '../status.ts';
import type { ExplainSources } from './explain-sources.ts';

type Tier = ExplainedAddress['tier'];

export function explainAddresses(resolution: Resolution, sources: ExplainSources): ExplainedAddress[] {
  const { overrides, verdictOf, decide } = sources.decider;
  const deciding = decidingFor(resolution);
  const { grounds, addresses } = decide(deciding);
  const published = new Set(addresses.map(({ text }) => text));
  const own = new Set(allAddressesOf(resolution).map(({ address }) => address.text));
  const tiers: readonly (readonly [Tier, readonly CandidateAddress[]])[] = [
    ['candidate', deciding.candidates],
    ['backup', deciding.backups ?? []],
    ['fallback', fallbackOf(deciding)],
  ];
  // An address may be in two tiers; it is published for the one whose turn it is.
  const isTurnOf = {
    candidate: grounds !== 'backups' && grounds !== 'addresses',
    backup: grounds === 'backups' || grounds === 'last',
    fallback: grounds === 'addresses',
  };
  return tiers.flatMap(([tier, candidates]) =>
    candidates
      .filter(({ address }) => own.has(address.text))
      .map((candidate) => {
        const { address, check, host } = candidate;
        const isPublished = isTurnOf[tier] && published.has(address.text);
        const override =
          drainOf(overrides, deciding, candidate) ??
          targetsAt(candidate)
            .map((target) => forceOf(overrides, target))
            .find((force) => force !== undefined);
        const isHeld = targetsAt(candidate).some((target) => sources.holdOf(target) !== undefined);
        const verdict = check && judgeCheck(check, verdictOf);
        const explained = check && explainCheck(check, sources);
        return {
          name: resolution.label,
          address: address.text,
          ...(host !== undefined && { host }),
          tier,
          isPublished,
          because: reasonFor({ tier, isPublished, isTurn: isTurnOf[tier], override, verdict, isHeld }),
          override: explainOverride(override),
          ...(explained?.kind === 'target' ? { probe: explained.probe } : { check: explained }),
        };
      }),
  );
}

interface Circumstances {
  readonly tier: Tier;
  readonly isPublished: boolean;
  readonly isTurn: boolean;
  readonly override: Override | undefined;
  /** Absent for a static address. */
  readonly verdict: Verdict | undefined;
  /** A target it depends on is held down for flapping. */
  readonly isHeld: boolean;
}

function reasonFor({
  tier,
  isPublished,
  isTurn,
  override,
  verdict,
  isHeld,
}: Circumstances): ExplainedAddress['because'] {
  if (override?.action === 'drain') return 'drained';
  if (tier === 'fallback') return isPublished ? 'policy' : 'standby';
  const isHealthy = verdict === undefined || verdict === 'up';
  if (isHealthy && !isPublished && isHeld && override === undefined) return 'held';
  if (tier === 'backup' && !isTurn && isHealthy) return 'standby';
  if (isHealthy !== isPublished) return 'policy';
  if (verdict === undefined) return 'static';
  return override === undefined ? verdict : 'forced';
}

/** Part by part, with effective verdicts, forced ones marked, and the probes behind them. */
function explainCheck(check: Check, sources: ExplainSources): ExplainedCheck {
  const { decider, reportOf } = sources;
  const verdict = judgeCheck(check, decider.verdictOf);
  switch (check.kind) {
    case 'all':
    case 'any':
      return { kind: check.kind, verdict, parts: check.parts.map((part) => explainCheck(part, sources)) };
    case 'not':
      return { kind: 'not', verdict, parts: [explainCheck(check.part, sources)] };
    default: {
      const report = reportOf(check);
      const override = explainOverride(forceOf(decider.overrides, check));
      const probe = report && {
        ...describeProbe(report, sources.holdOf(check)),
        outcomesToFlip: report.outcomesToFlip,
      };
      return { kind: 'target', verdict, override, probe };
    }
  }
}

function explainOverride(override: Override | undefined): ExplainedOverride | undefined {
  if (override === undefined) return undefined;
  const { action, by, sinceSeconds, untilSeconds } = override;
  return { action, by, sinceSeconds, untilSeconds };
}
