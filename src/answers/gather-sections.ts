// Which records make up an answer: the rules of the protocol that decide what goes into which section.

import { isAtOrBelow, isWildcard, type Name } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import { readSrv } from '../wire/read-rdata.ts';
import type { RRset } from '../wire/rrset.ts';
import { findRRset, soaOf, type Zone } from '../zone/zone.ts';
import type { OwnedRRset, Placement, Sections } from './compile-answer.ts';

export function gatherPositive(zone: Zone, owner: Name, rrset: RRset): Sections {
  return { answer: [{ owner, rrset }], authority: [], additional: addressesOfHosts(zone, rrset) };
}

/** The same for clients that want DNSSEC: each RRset is followed by its signatures (RFC 4035 §3.1.1). */
export function addSignatures(zone: Zone, sections: Sections): Sections {
  return {
    answer: sections.answer.flatMap((owned) => withSignatures(zone, owned)),
    authority: sections.authority.flatMap((owned) => withSignatures(zone, owned)),
    additional: sections.additional.flatMap((owned) => withSignatures(zone, owned)),
  };
}

function withSignatures({ security }: Zone, owned: OwnedRRset): OwnedRRset[] {
  const { owner, rrset } = owned;
  const signatures = security?.nodes.get(owner)?.signatures.get(rrset.type);
  // A signature has the TTL of the RRset it covers, which is lower in a negative answer.
  return signatures === undefined
    ? [owned]
    : [owned, { owner, rrset: { ...signatures, ttlSeconds: rrset.ttlSeconds } }];
}

/** NODATA and NXDOMAIN carry the SOA, its TTL being how long to believe them (RFC 2308 §3). */
export function gatherNegative(zone: Zone): Sections {
  const soa = soaOf(zone);
  const ttlSeconds = Math.min(soa.ttlSeconds, zone.timing.minimumSeconds);
  return { answer: [], authority: [{ owner: zone.apex, rrset: { ...soa, ttlSeconds } }], additional: [] };
}

export function placementOf(owner: Name): Placement {
  return isWildcard(owner) ? 'wildcard' : 'exact';
}

/** RFC 1034 §4.3.2 step 6, RFC 2782: who asks for hosts will want their addresses next. */
function addressesOfHosts(zone: Zone, rrset: RRset): OwnedRRset[] {
  const found: OwnedRRset[] = [];
  for (const host of new Set(hostsIn(zone, rrset))) {
    if (!isAtOrBelow(host, zone.apex)) continue;
    for (const type of [RecordType.A, RecordType.AAAA]) {
      const addresses = findRRset(zone, host, type);
      if (addresses !== undefined) found.push({ owner: host, rrset: addresses });
    }
  }
  return found;
}

function hostsIn(zone: Zone, { type, rdatas }: RRset): readonly Name[] {
  if (type === RecordType.NS) return zone.nameServers;
  if (type !== RecordType.SRV) return [];
  return rdatas.map(readSrv).flatMap((srv) => (srv === undefined ? [] : [srv.target]));
}
