// Which records make up an answer: the rules of the protocol that decide what goes into which section.

import { hostIn, namesHosts } from '../wire/hosts-in.ts';
import { isAtOrBelow, isWildcard, type Name, rootName } from '../wire/name.ts';
import { addressTypes, RecordType } from '../wire/protocol.ts';
import type { RRset } from '../wire/rrset.ts';
import type { NodeMap } from '../zone/node-map.ts';
import { findRRset, soaOf, type Zone, type ZoneNode } from '../zone/zone.ts';
import type { OwnedRRset, Placement, Sections } from './compile-answer.ts';

export function gatherPositive(zone: Zone, owner: Name, rrset: RRset): Sections {
  return { answer: [{ owner, rrset }], authority: [], additional: addressesOfHosts(zone, owner, rrset) };
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

/** A DNAME is answered for its owner and for the names below it. What stands at a wildcard is data and redirects nothing. */
export function placementOf(owner: Name, type: number): Placement {
  if (isWildcard(owner)) return 'wildcard';
  return type === RecordType.DNAME ? 'below' : 'exact';
}

/**
 * RFC 1034 §4.3.2 step 6, RFC 2782, RFC 9460 §4.2: who asks for hosts will want their addresses next. What a wildcard would
 * answer is left out: in a signed zone that takes proofs.
 */
function addressesOfHosts(zone: Zone, owner: Name, { type, rdatas }: RRset): OwnedRRset[] {
  if (!namesHosts(type)) return [];
  const hosts = new Set<Name>();
  for (const rdata of rdatas) {
    const host = hostIn(type, rdata);
    // As an owner a wildcard's name stands for the name that was asked for; as a host it would be meant as it is.
    if (host === undefined || (host === owner && isWildcard(owner))) continue;
    hosts.add(host === rootName ? owner : host);
  }
  return [...hosts]
    .filter((host) => mayCome(zone, owner, host))
    .flatMap((host) => addressesAt(zone.nodes, host));
}

/** What is answered for the apex changes with every serial anyway. */
function mayCome(zone: Zone, owner: Name, host: Name): boolean {
  return owner === zone.apex || zone.carriers.get(host) !== 'crowded';
}

function addressesAt(nodes: NodeMap<ZoneNode>, host: Name): OwnedRRset[] {
  const node = nodes.get(host) ?? [];
  return addressTypes.flatMap(({ type }) => {
    const rrset = node.find((one) => one.type === type);
    return rrset === undefined ? [] : [{ owner: host, rrset }];
  });
}

/**
 * A referral to the zone that begins at a cut (RFC 1034 §4.3.2 step 3b), with all addresses of its servers that this zone
 * knows. Those of servers in the delegated zone must come along, others may (RFC 9471 §3).
 */
export function gatherReferral(zone: Zone, cut: Name, servers: RRset): Sections {
  const hosts = servers.rdatas
    .map((rdata) => hostIn(servers.type, rdata))
    .filter((host) => host !== undefined);
  const inside = hosts
    .filter((host) => isAtOrBelow(host, cut))
    .flatMap((host) => addressesAt(zone.occluded, host));
  const beside = hosts
    .filter((host) => !isAtOrBelow(host, cut) && mayCome(zone, cut, host))
    .flatMap((host) => [...addressesAt(zone.nodes, host), ...addressesAt(zone.occluded, host)]);
  return {
    answer: [],
    authority: [{ owner: cut, rrset: servers }],
    additional: [...inside, ...beside],
    glueCount: inside.length,
  };
}

/** The same for clients that want DNSSEC: the DS records say that the zone is signed, and by which keys. */
export function addDelegationSigners(zone: Zone, cut: Name, sections: Sections): Sections {
  const signers = findRRset(zone, cut, RecordType.DS);
  // The NS records of a delegation belong to the other zone, and have no signatures here (RFC 4035 §2.2).
  const { additional, ...required } = sections;
  const signed = additional.flatMap((owned) => withSignatures(zone, owned));
  if (signers === undefined) return { ...required, additional: signed };
  const authority = [...sections.authority, ...withSignatures(zone, { owner: cut, rrset: signers })];
  return { ...required, authority, additional: signed };
}
