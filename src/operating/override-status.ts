// An override as status and the commands show it: what it is about, who asked, and until when answers may be held.

import type { Clock } from '../base/clock.ts';
import type { OverrideStatus } from '../control/protocol/overrides.ts';
import { type Override, printSubject } from '../health/deciding/overrides.ts';
import type { HandedOut } from '../publishing/handed-out.ts';
import type { OverrideReach } from './override-reach.ts';
import type { OverridesKeeper } from './overrides-keeper.ts';

export interface OverrideTimes {
  readonly clock: Clock;
  readonly keeper: Pick<OverridesKeeper, 'clearAtMs'>;
  readonly handedOut: Pick<HandedOut, 'untilMs'>;
}

export function makeOverrideStatus(
  override: Override,
  { names, places }: OverrideReach,
  { clock, keeper, handedOut }: OverrideTimes,
): OverrideStatus {
  const { action, subject, by, sinceSeconds, untilSeconds } = override;
  const atMs = action === 'drain' ? keeper.clearAtMs(override) : undefined;
  // What a reload made the drain be about only since may have been handed out after the drain began.
  const clearMs = atMs === undefined ? undefined : Math.max(atMs, handedOut.untilMs(places));
  return {
    action,
    subject: printSubject(subject),
    names,
    by,
    sinceSeconds,
    untilSeconds,
    clearInMs: clearMs === undefined ? undefined : Math.max(0, Math.ceil(clearMs - clock.monotonicMs())),
  };
}
