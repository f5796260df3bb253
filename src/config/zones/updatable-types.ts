// Which types of records updates may make at all. Refuses to know who makes them.

import { isZoneType, RecordType } from '../../wire/protocol.ts';

/** RFC 2535's, which the records of RFC 4034 replaced. */
const obsolete = { SIG: 24, KEY: 25, NXT: 30 } as const;

/**
 * The SOA and the apex NS records are the zone's own, what proves and signs is made by signing, and what moves names to other
 * zones changes what all names below mean: all that is the configuration's.
 */
const reserved: ReadonlySet<number> = new Set([
  RecordType.SOA,
  RecordType.NS,
  RecordType.DNAME,
  RecordType.DS,
  RecordType.DNSKEY,
  RecordType.CDS,
  RecordType.CDNSKEY,
  RecordType.RRSIG,
  RecordType.NSEC,
  RecordType.NSEC3,
  RecordType.NSEC3PARAM,
  ...Object.values(obsolete),
]);

export function isUpdatableType(type: number): boolean {
  return isZoneType(type) && !reserved.has(type);
}
