// Which signatures of a zone are due for renewal, when the next one will be, and which have ended. Reads the zone; signs
// nothing.

import { invariant } from '../base/invariant.ts';
import { readRrsigTimes } from '../wire/dnssec-rdata.ts';
import type { Name } from '../wire/name.ts';
import type { RRset } from '../wire/rrset.ts';
import type { Zone } from '../zone/zone.ts';
import { deriveSignatureTimes, isExpired, untilRenewal, type Validity } from './signature-times.ts';

/**
 * When one is due, those of the next hour go with it: renewals are spread over days, and without company each would take
 * a serial, and a transfer to every secondary, of its own.
 */
export const renewAheadSeconds = 3600;

/** Names with a signature that is due, or will be within the hour; none while nothing is due. */
export function dueForRenewal(zone: Zone, nowSeconds: number): readonly Name[] {
  const times = deriveSignatureTimes(zone.timing);
  const soon: Name[] = [];
  let isAnyDue = false;
  for (const [name, validities] of validitiesOf(zone)) {
    const seconds = Math.min(...validities.map((validity) => untilRenewal(times, validity, nowSeconds)));
    if (seconds <= renewAheadSeconds) soon.push(name);
    if (seconds <= 0) isAnyDue = true;
  }
  return isAnyDue ? soon : [];
}

/** How long until something is due; zero when something is. */
export function nextRenewalSeconds(zone: Zone, nowSeconds: number): number {
  const times = deriveSignatureTimes(zone.timing);
  let earliest = times.lifeSeconds;
  for (const [, validities] of validitiesOf(zone)) {
    for (const validity of validities)
      earliest = Math.min(earliest, untilRenewal(times, validity, nowSeconds));
  }
  return Math.max(0, earliest);
}

/** Names with a signature that has ended: what resolvers that validate refuse. */
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
    yield [name, all.map(validityOf)];
  }
}

/** Signatures of one RRset by several keys are made together, for the same time. */
function validityOf({ rdatas }: RRset): Validity {
  const [first] = rdatas;
  invariant(first !== undefined, 'an RRset has a record');
  return readRrsigTimes(first);
}
