// A target and a name as the window gets to know them. Refuses to know when.

import { type Decision, isAllDown } from '../../health/deciding/decide.ts';
import type { Decider } from '../../health/deciding/decider.ts';
import { actionOn, describeAction } from '../../health/deciding/overrides.ts';
import { isChecked, type Resolution, targetsOf } from '../../health/deciding/resolution.ts';
import type { Hold } from '../../health/doubting/flap-damper.ts';
import { describeOutcome } from '../../health/outcome.ts';
import type { TargetReport } from '../../health/watching/watch.ts';
import type { NameFacts, NameRole, TargetFacts } from '../../window/model/news.ts';
import { printName } from '../../wire/name.ts';

export interface TargetSources {
  readonly decider: Decider;
  readonly users: readonly Resolution[];
  readonly hold: Hold | undefined;
  readonly nowSeconds: number;
}

export function describeTargetFacts(
  { target, verdict, sinceSeconds, lastOutcome, place }: TargetReport,
  { decider, users, hold, nowSeconds }: TargetSources,
): TargetFacts {
  const override = actionOn(decider.overrides, target);
  return {
    key: target.key,
    address: target.address.text,
    port: target.port,
    kind: target.kind,
    names: users.map(({ name }) => printName(name)),
    state: verdict,
    sinceSeconds,
    reason: lastOutcome && describeOutcome(lastOutcome),
    held: hold && {
      sinceSeconds: hold.sinceSeconds,
      untilSeconds: Math.round(nowSeconds + hold.leftMs / 1000),
    },
    override: override && describeAction(override),
    place,
  };
}

export function describeNameFacts(
  resolution: Resolution,
  zone: string,
  decision: Decision,
  sinceSeconds: number,
): NameFacts {
  const { name, label, candidates, backups = [], healthyMin = 1 } = resolution;
  return {
    name: printName(name),
    label,
    zone,
    isChecked: isChecked(resolution),
    role: roleOf(decision),
    addresses: decision.addresses.map(({ text }) => text),
    sinceSeconds,
    healthy: decision.healthyCount,
    healthyMin,
    candidates: candidates.length,
    backups: backups.length,
    targets: targetsOf(resolution).map(({ key }) => key),
  };
}

export function roleOf(decision: Decision): NameRole {
  if (!isAllDown(decision)) return decision.grounds === 'backups' ? 'backups' : 'candidates';
  return decision.addresses.length === 0 ? 'nothing' : 'policy';
}
