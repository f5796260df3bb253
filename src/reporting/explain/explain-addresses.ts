// Each address of a name, in or out, and what speaks for it and against it.

import type { ExplainedAddress } from '../../control/protocol/explanation.ts';
import { judgeCheck } from '../../health/deciding/check.ts';
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
import { explainCheck, explainOverride } from './explain-check.ts';
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
  // An address may stand in two tiers: it is published once, for the one whose turn it is.
  const isTurnOf = {
    candidate: grounds !== 'backups' && grounds !== 'addresses',
    backup: grounds === 'backups' || grounds === 'last',
    fallback: grounds === 'addresses',
  };
  return tiers.flatMap(([tier, candidates]) =>
    candidates
      .filter(({ address }) => own.has(address.text))
      .map((candidate) => {
        const { address, check } = candidate;
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
  /** Absent of a static address. */
  readonly verdict: Verdict | undefined;
  /** Something that it depends on goes up and down too often. */
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
