// The chain of NSEC or NSEC3 records that proves what does not exist. Its links depend on which names there are, never on
// their records: a change of health changes the bitmap of one record, but not the chain.

import { hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type ByteString, bytesOf, readByteString } from '../base/byte-string.ts';
import { invariant } from '../base/invariant.ts';
import { printBase32Hex } from '../wire/base32hex.ts';
import { nsec3Rdata, nsecRdata, readNsec, readNsec3 } from '../wire/dnssec-rdata.ts';
import { type Name, prependLabel, sortNames } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import { makeRRset, type RRset } from '../wire/rrset.ts';
import type { SignedRRset, Zone, ZoneNode, ZoneSecurity } from '../zone/zone.ts';

/** The owner of a name's denial record, and the next one in the chain: a name or a hash. */
export type DenialLink =
  | { readonly kind: 'nsec'; readonly owner: Name; readonly next: Name }
  | { readonly kind: 'nsec3'; readonly owner: Name; readonly nextHash: ByteString };

/** Hashing so many names takes a millisecond or two. */
const namesPerTurn = 512;

/**
 * Every name has a link, but empty non-terminals have one with NSEC3 only (RFC 5155 §7.1, RFC 4035 §2.3). A configured name
 * whose targets are all down keeps its link, or health would change the chain: its NSEC then lists nothing but itself and its
 * signature, as names without data have it in RFC 9824 §3. Delegations have links too, with NSEC3 as well: there is no opt-out
 * (RFC 5155 §6), and names below them are another zone's.
 */
export async function linkNames(
  kind: ZoneSecurity['kind'],
  zone: Zone,
): Promise<ReadonlyMap<Name, DenialLink>> {
  return kind === 'nsec' ? linkPlainly(zone) : await linkHashes(zone);
}

function linkPlainly(zone: Zone): ReadonlyMap<Name, DenialLink> {
  const owners = [...zone.nodes.names()].filter((name) => !zone.emptyNonTerminals.has(name));
  const names = sortNames(owners);
  return new Map(
    names.map(
      (owner, index) => [owner, { kind: 'nsec', owner, next: names[index + 1] ?? zone.apex }] as const,
    ),
  );
}

async function linkHashes(zone: Zone): Promise<ReadonlyMap<Name, DenialLink>> {
  const hashed: { readonly name: Name; readonly nameHash: ByteString }[] = [];
  for (const name of zone.nodes.names()) {
    if (hashed.length % namesPerTurn === namesPerTurn - 1) await setImmediate();
    hashed.push({ name, nameHash: hashName(name) });
  }
  hashed.sort((a, b) => (a.nameHash < b.nameHash ? -1 : 1));
  const first = hashed[0];
  invariant(first !== undefined, 'a zone has an apex');
  return new Map(
    hashed.map(({ name, nameHash }, index) => {
      const { nameHash: nextHash } = hashed[index + 1] ?? first;
      return [name, { kind: 'nsec3', owner: hashedOwner(nameHash, zone.apex), nextHash }] as const;
    }),
  );
}

/** RFC 5155 §5, without salt and extra iterations (RFC 9276 §3.1). */
export function hashName(name: Name): ByteString {
  return readByteString(hash('sha1', bytesOf(name), 'buffer'));
}

export function hashedOwner(nameHash: ByteString, apex: Name): Name {
  const label = printBase32Hex(nameHash);
  return prependLabel(label, apex);
}

/** The reverse of `makeDenial`: the link that a record was made of. */
export function linkOf({ owner, rrset }: SignedRRset): DenialLink {
  const rdata = rrset.rdatas[0];
  invariant(rdata !== undefined, 'an RRset has a record');
  return rrset.type === RecordType.NSEC
    ? { kind: 'nsec', owner, next: readNsec(rdata).next }
    : { kind: 'nsec3', owner, nextHash: readNsec3(rdata).nextHash };
}

/** `isSigned`: a record of the node is, which none is at a delegation without DS. */
export function makeDenial(link: DenialLink, node: ZoneNode, isSigned: boolean, ttlSeconds: number): RRset {
  const types = node.map(({ type }) => type);
  if (link.kind === 'nsec') {
    const rdata = nsecRdata(link.next, [...types, RecordType.RRSIG, RecordType.NSEC]);
    return makeRRset(RecordType.NSEC, ttlSeconds, [rdata]);
  }
  // RFC 5155 §3.2.1: only the types at the name itself; the NSEC3 and its signature have another owner.
  const listed = isSigned ? [...types, RecordType.RRSIG] : types;
  return makeRRset(RecordType.NSEC3, ttlSeconds, [nsec3Rdata(link.nextHash, listed)]);
}
