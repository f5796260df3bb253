// When signatures begin, end and are renewed: the one place that decides it. Pure functions of what is passed in.
//
//          begins                                                 renewed by            ends
//   ---------|------|--------------------------|------------------|---------------------|---->
//          -1 h   signed             3/4 of the life less the reserve    reserve: 1/3 of the life
//
// With the usual life of 14 days a signature lives for 10.5 to 14 days, by its name and type, and is renewed when
// 4 2/3 days are left: after 5.8 to 9.3 days. docs/dnssec.md shows it to operators.

import type { Name } from '../wire/name.ts';
import type { ZoneTiming } from '../zone/zone-timing.ts';

/** Unix time, or the 32 bits of it that an RRSIG has. */
export interface Validity {
  readonly inceptionSeconds: number;
  readonly expirationSeconds: number;
}

export interface SignatureTimes {
  /** The longest that a signature lives. */
  readonly lifeSeconds: number;
  /** How much shorter some of them live, so that those which were made together do not end together. */
  readonly spreadSeconds: number;
  /** What is left of every signature that is served: it is renewed before there is less. */
  readonly reserveSeconds: number;
}

const hourSeconds = 3600;
const daySeconds = 24 * hourSeconds;

/** A resolver's clock, or ours before NTP has set it, may be that much behind. */
export const inceptionBackSeconds = hourSeconds;
/** Long enough to notice that renewal fails and to mend it; short enough that old answers cannot be replayed for long. */
const usualLifeSeconds = 14 * daySeconds;
/**
 * Whoever publishes TTLs of years does not get signatures of decades: a resolver that has such a record lets go of it
 * when its signature ends (RFC 4035 §5.3.3). It also keeps times well within half of the 32-bit circle.
 */
const lifeSecondsMax = 365 * daySeconds;

/**
 * What is left of a signature outlasts every cache that got it from us, and every cache that got it from a secondary
 * which has lost us and goes on until the zone expires (RFC 6781 §4.4.2).
 */
export function deriveSignatureTimes(timing: ZoneTiming): SignatureTimes {
  const { addressTtlSeconds, apexTtlSeconds, minimumSeconds, expireSeconds } = timing;
  const neededSeconds = expireSeconds + Math.max(addressTtlSeconds, apexTtlSeconds, minimumSeconds);
  const lifeSeconds = Math.min(lifeSecondsMax, Math.max(usualLifeSeconds, 3 * neededSeconds));
  return {
    lifeSeconds,
    spreadSeconds: Math.floor(lifeSeconds / 4),
    reserveSeconds: Math.floor(lifeSeconds / 3),
  };
}

/** The life of a signature that is made now. */
export function validityOf(times: SignatureTimes, name: Name, type: number, nowSeconds: number): Validity {
  const shorterSeconds = Math.floor(shareOf(name, type) * times.spreadSeconds);
  return {
    inceptionSeconds: nowSeconds - inceptionBackSeconds,
    expirationSeconds: nowSeconds + times.lifeSeconds - shorterSeconds,
  };
}

/** Seconds until it is due for renewal; not above zero when it is. */
export function untilRenewal(times: SignatureTimes, validity: Validity, nowSeconds: number): number {
  // It begins in the future: the clock has been put back since by more than an hour, and nobody else's was ever ahead.
  if (distance(nowSeconds, validity.inceptionSeconds) > 0) return 0;
  return distance(nowSeconds, validity.expirationSeconds) - times.reserveSeconds;
}

export function isExpired(validity: Validity, nowSeconds: number): boolean {
  return distance(nowSeconds, validity.expirationSeconds) < 0;
}

/** From one time to another on the circle of 32 bits (RFC 4034 §3.1.5, RFC 1982): negative when it lies in the past. */
function distance(fromSeconds: number, toSeconds: number): number {
  return (toSeconds - fromSeconds) | 0;
}

/** From 0 (included) to 1 (excluded), the same one for the same name and type, and evenly spread over all of them. */
function shareOf(name: Name, type: number): number {
  // FNV-1a, and the last steps of MurmurHash3, without which names that differ in their last letters lie close together.
  let hash = 0x811c_9dc5 ^ type;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x0100_0193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}
