// When signatures begin, expire and are renewed. Pure functions.
//
//          begins                                                 renewed by            ends
//   ---------|------|--------------------------|------------------|---------------------|---->
//          -1 h   signed             3/4 of the life less the reserve    reserve: 1/3 of the life
//
// With the default life of 14 days a signature lives for 10.5 to 14 days, depending on its name and type, and is renewed when
// 4 2/3 days are left: after 5.8 to 9.3 days. docs/dnssec.md explains it to operators.

import type { Name } from '../wire/name.ts';
import type { ZoneTiming } from '../zone/zone-timing.ts';

/** Unix time, or the lowest 32 bits of it, which an RRSIG holds. */
export interface Validity {
  readonly inceptionSeconds: number;
  readonly expirationSeconds: number;
}

export interface SignatureTimes {
  /** The longest that a signature lives. */
  readonly lifeSeconds: number;
  /** By how much lives vary, so that signatures made together do not expire together. */
  readonly spreadSeconds: number;
  /** Every signature served lasts for at least this much longer: it is renewed before there is less. */
  readonly reserveSeconds: number;
}

const hourSeconds = 3600;
const daySeconds = 24 * hourSeconds;

/** A resolver's clock may be so far behind, or ours ahead before NTP has set it. */
export const inceptionBackSeconds = hourSeconds;
/** Long enough to notice and repair a failed renewal; short enough that old answers cannot be replayed for long. */
const defaultLifeSeconds = 14 * daySeconds;
/**
 * TTLs of years do not make signatures of decades: a resolver drops a record when its signature expires (RFC 4035 §5.3.3).
 * It also keeps times well within half of the 32-bit circle.
 */
const lifeSecondsMax = 365 * daySeconds;

/**
 * What is left of a signature outlasts every cache that got it from us, or from a secondary that has lost us and serves until
 * the zone expires (RFC 6781 §4.4.2).
 */
export function deriveSignatureTimes(timing: ZoneTiming, longestTtlSeconds = 0): SignatureTimes {
  const { addressTtlSeconds, apexTtlSeconds, minimumSeconds, expireSeconds } = timing;
  // Addresses count even while none is published: signatures should not be due all at once when the first one comes up.
  const ttlSeconds = Math.max(addressTtlSeconds, apexTtlSeconds, minimumSeconds, longestTtlSeconds);
  const neededSeconds = expireSeconds + ttlSeconds;
  const lifeSeconds = Math.min(lifeSecondsMax, Math.max(defaultLifeSeconds, 3 * neededSeconds));
  return {
    lifeSeconds,
    spreadSeconds: Math.floor(lifeSeconds / 4),
    reserveSeconds: Math.floor(lifeSeconds / 3),
  };
}

/** The validity of a signature made now. */
export function chooseValidity(
  times: SignatureTimes,
  name: Name,
  type: number,
  nowSeconds: number,
): Validity {
  const shorterSeconds = Math.floor(shareOf(name, type) * times.spreadSeconds);
  return {
    inceptionSeconds: nowSeconds - inceptionBackSeconds,
    expirationSeconds: nowSeconds + times.lifeSeconds - shorterSeconds,
  };
}

/** Seconds until a signature is due for renewal; zero or less when it is. */
export function untilRenewal(times: SignatureTimes, validity: Validity, nowSeconds: number): number {
  // It begins in the future: our clock was an hour or more ahead when it was made, and has been set back since.
  if (distance(nowSeconds, validity.inceptionSeconds) > 0) return 0;
  return distance(nowSeconds, validity.expirationSeconds) - times.reserveSeconds;
}

export function isExpired(validity: Validity, nowSeconds: number): boolean {
  return untilExpiry(validity, nowSeconds) < 0;
}

/** Seconds until it expires; negative when it has. */
export function untilExpiry({ expirationSeconds }: Validity, nowSeconds: number): number {
  return distance(nowSeconds, expirationSeconds);
}

/** From one time to another on the circle of 32 bits (RFC 4034 §3.1.5, RFC 1982); negative when that is in the past. */
function distance(fromSeconds: number, toSeconds: number): number {
  return (toSeconds - fromSeconds) | 0;
}

/** A number in [0, 1): always the same for a name and type, and evenly spread over all of them. */
function shareOf(name: Name, type: number): number {
  // FNV-1a, finished like MurmurHash3: otherwise names that differ only at their end would be close together.
  let hash = 0x811c_9dc5 ^ type;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x0100_0193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}
