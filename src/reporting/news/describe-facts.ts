// Describes a target or a name for the window. Refuses to know when.

import type { MissingAddress } from '../../control/protocol/facts.ts';
import { judgeCheck, targetsOfCheck } from '../../health/deciding/check.ts';
import { type Decision, roleOf } from '../../health/deciding/decide.ts';
import type { Decider } from '../../health/deciding/decider.ts';
import { actionOn, describeAction, drainOf } from '../../health/deciding/overrides.ts';
import {
  type CandidateAddress,
  isChecked,
  type Resolution,
  targetsOf,
} from '../../health/deciding/resolution.ts';
import type { Hold } from '../../health/doubting/flap-damper.ts';
import { describeOutcome, type Outcome } from '../../health/outcome.ts';
import type { TargetReport } from '../../health/watching/watch.ts';
import type { NameFacts, TargetNews } from '../../window/model/news.ts';
import { type Name, printName } from '../../wire/name.ts';

/** All that fits in a sentence. */
const missingMax = 5;

export interface TargetSources {
  readonly decider: Pick<Decider, 'overrides'>;
  readonly hold: Hold | undefined;
  readonly nowSeconds: number;
}

export function describeTarget(
  { target, verdict, sinceSeconds, lastOutcome, place }: TargetReport,
  { decider, hold, nowSeconds }: TargetSources,
): TargetNews {
  const override = actionOn(decider.overrides, target);
  return {
    key: target.key,
    address: target.address.text,
    port: target.port,
    kind: target.kind,
    state: verdict,
    sinceSeconds,
    reason: lastOutcome && describeReason(lastOutcome),
    ...(lastOutcome?.kind === 'failure' && { isFailing: true }),
    ...(hold && {
      held: {
        sinceSeconds: hold.sinceSeconds,
        untilSeconds: Math.round(nowSeconds + hold.leftMs / 1000),
      },
    }),
    ...(override && { override: describeAction(override) }),
    place,
  };
}

/** Without the duration, which differs with each probe: the ledger has it. */
function describeReason(outcome: Outcome): string {
  return outcome.kind === 'success' ? (outcome.detail ?? 'accepted') : describeOutcome(outcome);
}

export interface NameSources {
  readonly decider: Pick<Decider, 'overrides' | 'verdictOf'>;
  readonly decision: Decision;
  readonly sinceSeconds: number;
}

export function describeName(resolution: Resolution, sources: NameSources): NameFacts {
  const { decision, sinceSeconds } = sources;
  const { name, owner, label, candidates, backups = [], healthyMin = 1 } = resolution;
  const missing = decision.healthyCount < candidates.length ? findMissing(resolution, sources) : [];
  return {
    name: printName(name),
    label,
    zone: printName(name.slice(owner.length) as Name),
    isChecked: isChecked(resolution),
    role: roleOf(decision),
    addresses: decision.addresses.map(({ text }) => text),
    sinceSeconds,
    healthy: decision.healthyCount,
    healthyMin,
    candidates: candidates.length,
    backups: backups.length,
    targets: targetsOf(resolution).map(({ key }) => key),
    ...(missing.length > 0 && { missing }),
  };
}

/** If candidates are answered, those left out; otherwise those that are not healthy. */
function findMissing(resolution: Resolution, { decider, decision }: NameSources): readonly MissingAddress[] {
  const answered =
    decision.grounds === 'candidates'
      ? new Set(decision.addresses.map(({ text }) => text))
      : new Set<string>();
  const isMissing = ({ address, check }: CandidateAddress) => {
    if (decision.grounds === 'candidates') return !answered.has(address.text);
    return check === undefined || judgeCheck(check, decider.verdictOf) !== 'up';
  };
  const missing: MissingAddress[] = [];
  for (const candidate of resolution.candidates) {
    const isDrained = drainOf(decider.overrides, resolution, candidate) !== undefined;
    if (!isDrained && !isMissing(candidate)) continue;
    const { address, check } = candidate;
    missing.push({
      address: address.text,
      targets: check === undefined ? [] : [...new Set([...targetsOfCheck(check)].map(({ key }) => key))],
      ...(isDrained && { isDrained: true }),
    });
    if (missing.length >= missingMax) break;
  }
  return missing;
}
