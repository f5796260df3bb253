// An override as status and commands show it: what it covers, who asked, and how long caches may hold what was drained.

import type { Clock } from '../base/clock.ts';
import type { OverrideStatus } from '../control/protocol/overrides.ts';
import { type Override, printSubject } from '../health/deciding/overrides.ts';
import type { HandedOut } from '../publishing/handed-out.ts';
import type { DrainWaits } from './drain-waits.ts';
import type { OverrideReach } from './override-reach.ts';
import type { OverridesKeeper } from './overrides-keeper.ts';

export interface OverrideTimes {
  readonly clock: Clock;
  readonly keeper: Pick<OverridesKeeper, 'clearAtMs'>;
  readonly handedOut: Pick<HandedOut, 'untilMs'>;
  readonly waits: Pick<DrainWaits, 'isWaiting' | 'awaitedBy'>;
}

export function makeOverrideStatus(
  override: Override,
  { names, addresses }: OverrideReach,
  { clock, keeper, handedOut, waits }: OverrideTimes,
): OverrideStatus {
  const { action, subject, by, sinceSeconds, untilSeconds } = override;
  const isWaiting = action === 'drain' && waits.isWaiting(override);
  const atMs = action === 'drain' && !isWaiting ? keeper.clearAtMs(override) : undefined;
  // A reload may have extended the drain to addresses that were handed out after it began.
  const clearMs = atMs === undefined ? undefined : Math.max(atMs, handedOut.untilMs(addresses));
  return {
    action,
    subject: printSubject(subject),
    names,
    by,
    sinceSeconds,
    untilSeconds,
    clearInMs: clearMs === undefined ? undefined : Math.max(0, Math.ceil(clearMs - clock.monotonicMs())),
    ...(isWaiting && { waitsFor: waits.awaitedBy(override) }),
  };
}
