// Which signatures of a zone are due for renewal, when the next will be, and which have expired. Signs nothing.

import { invariant } from '../base/invariant.ts';
import { readRrsigTimes } from '../wire/dnssec-rdata.ts';
import type { Name } from '../wire/name.ts';
import type { RRset } from '../wire/rrset.ts';
import type { Zone } from '../zone/zone.ts';
import { deriveSignatureTimes, isExpired, untilRenewal, type Validity } from './signature-times.ts';

/**
 * When one signature is due, those due within the next hour are renewed with it. Renewals are spread over days, and one by
 * one each would need its own serial and a transfer to every secondary.
 */
export const renewAheadSeconds = 3600;

/** Names with a signature that is due or will be within the hour; none while no signature is due. */
export function dueForRenewal(zone: Zone, nowSeconds: number): readonly Name[] {
  const times = deriveSignatureTimes(zone.timing, zone.longestTtlSeconds);
  const soon: Name[] = [];
  let isAnyDue = false;
  for (const [name, validities] of validitiesOf(zone)) {
    const seconds = Math.min(...validities.map((validity) => untilRenewal(times, validity, nowSeconds)));
    if (seconds <= renewAheadSeconds) soon.push(name);
    if (seconds <= 0) isAnyDue = true;
  }
  return isAnyDue ? soon : [];
}

/** Seconds until a signature is due; zero when one is. */
export function nextRenewalSeconds(zone: Zone, nowSeconds: number): number {
  const times = deriveSignatureTimes(zone.timing, zone.longestTtlSeconds);
  let earliest = times.lifeSeconds;
  for (const [, validities] of validitiesOf(zone)) {
    for (const validity of validities)
      earliest = Math.min(earliest, untilRenewal(times, validity, nowSeconds));
  }
  return Math.max(0, earliest);
}

/** When the signatures of each name end, in Unix seconds: the first of them. */
export function* signatureEnds(zone: Zone): Generator<number> {
  for (const [, validities] of validitiesOf(zone))
    yield Math.min(...validities.map(({ expirationSeconds }) => expirationSeconds));
}

/** Seconds until the first signature expires; nothing where there is none. */
export function firstExpirySeconds(zone: Zone, nowSeconds: number): number | undefined {
  let earliest = Number.POSITIVE_INFINITY;
  for (const endSeconds of signatureEnds(zone)) earliest = Math.min(earliest, endSeconds);
  return earliest === Number.POSITIVE_INFINITY ? undefined : earliest - nowSeconds;
}

/** Names with an expired signature, which validating resolvers reject. */
export function expiredOf(zone: Zone, nowSeconds: number): readonly Name[] {
  const expired: Name[] = [];
  for (const [name, validities] of validitiesOf(zone)) {
    if (validities.some((validity) => isExpired(validity, nowSeconds))) expired.push(name);
  }
  return expired;
}

function* validitiesOf({ nodes, security }: Zone): Generator<readonly [Name, readonly Validity[]]> {
  if (security === undefined) return;
  for (const name of nodes.names()) {
    const signed = security.nodes.get(name);
    if (signed === undefined) continue;
    const all = [...signed.signatures.values()];
    if (signed.denial !== undefined) all.push(signed.denial.signatures);
    yield [name, all.map(readValidity)];
  }
}

/** Signatures of one RRset by several keys are made together and have the same validity. */
function readValidity({ rdatas }: RRset): Validity {
  const [first] = rdatas;
  invariant(first !== undefined, 'an RRset has a record');
  return readRrsigTimes(first);
}
