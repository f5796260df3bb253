// The SOA of a master file -> the timing of its zone.

import type { ZoneTiming } from '../../zone/zone-timing.ts';
import type { SoaTiming } from './read-apex.ts';

/** No secondary must serve a signed zone for longer than its signatures last: there, `timing` bounds the expiry. */
export function applySoaTiming(
  timing: ZoneTiming,
  soaTiming: SoaTiming | undefined,
  isSigned: boolean,
): ZoneTiming {
  if (soaTiming === undefined) return timing;
  const { expireSeconds } = soaTiming;
  return {
    ...timing,
    ...soaTiming,
    expireSeconds: isSigned ? Math.min(expireSeconds, timing.expireSeconds) : expireSeconds,
  };
}
