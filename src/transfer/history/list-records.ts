// The records of a transfer in the order in which they travel, from one SOA to the last. Refuses to know messages.

import { RecordType } from '../../wire/protocol.ts';
import type { ZoneRecords } from '../../zone/zone.ts';
import type { Condensing } from './condense.ts';
import { type OwnedRRset, readRecord } from './record-octets.ts';
import { type Version, versionOf } from './zone-history.ts';

/**
 * A whole zone (RFC 5936 §2.2). The NS records follow the SOA: nobody takes the beginning for the lone SOA that tells that
 * nothing is new (RFC 1995 §4).
 */
export function* listZone(zone: ZoneRecords): Generator<OwnedRRset> {
  const { apex, nodes, occluded, security } = zone;
  const { soa } = versionOf(zone);
  yield { owner: apex, rrset: soa };
  for (const rrset of nodes.get(apex) ?? []) if (rrset.type === RecordType.NS) yield { owner: apex, rrset };
  for (const owner of nodes.names()) {
    for (const rrset of nodes.get(owner) ?? []) {
      const isAtBeginning = owner === apex && (rrset.type === RecordType.NS || rrset.type === RecordType.SOA);
      if (!isAtBeginning) yield { owner, rrset };
    }
    const signed = security?.nodes.get(owner);
    if (signed === undefined) continue;
    for (const rrset of signed.signatures.values()) yield { owner, rrset };
    if (signed.denial === undefined) continue;
    yield { owner: signed.denial.owner, rrset: signed.denial.rrset };
    yield { owner: signed.denial.owner, rrset: signed.denial.signatures };
  }
  for (const owner of occluded.names()) for (const rrset of occluded.get(owner) ?? []) yield { owner, rrset };
  yield { owner: apex, rrset: soa };
}

/** What changed since a version (RFC 1995 §4), as one difference. */
export function* listDifference(
  zone: ZoneRecords,
  { soa: before }: Version,
  { removed, added }: Condensing,
): Generator<OwnedRRset> {
  const { soa } = versionOf(zone);
  const owner = zone.apex;
  yield { owner, rrset: soa };
  yield { owner, rrset: before };
  for (const record of removed) yield readRecord(record);
  yield { owner, rrset: soa };
  for (const record of added) yield readRecord(record);
  yield { owner, rrset: soa };
}

/** Whether the zone takes more octets than that; looks no further than needed, and yields now and then. */
export function* isLargerThan(octetsMax: number, zone: ZoneRecords): Generator<undefined, boolean> {
  let octets = 0;
  let left = rrsetsPerSlice;
  for (const { owner, rrset } of listZone(zone)) {
    for (const rdata of rrset.rdatas) octets += owner.length + recordOverheadOctets + rdata.length;
    if (octets > octetsMax) return true;
    if (--left > 0) continue;
    left = rrsetsPerSlice;
    yield undefined;
  }
  return false;
}

/** Type, TTL and length, as in the octets of a difference. */
const recordOverheadOctets = 8;
/** A fraction of a millisecond. */
const rrsetsPerSlice = 1000;
