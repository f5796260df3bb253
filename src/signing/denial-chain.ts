// The chain of NSEC or NSEC3 records that proves what does not exist. Its links follow from which names there are, and
// never from their records: a change of health changes the bitmap of one record, and nothing of the chain.

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

/** Where the record of a name stands, and what it names as the next: a name (NSEC) or a hash (NSEC3). */
export interface DenialLink {
  readonly owner: Name;
  readonly next: ByteString;
}

/** Hashing so many names takes a millisecond or two. */
const namesPerTurn = 512;

/**
 * Every name has a link but for empty non-terminals, which have none of NSEC (RFC 4035 §2.3) and one of NSEC3 (RFC 5155
 * §7.1). A configured name whose targets are all down has its link too, of NSEC with nothing but itself in it, which RFC
 * 9824 §3 has made usual: otherwise health would add links and take them away.
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
    names.map((owner, index) => [owner, { owner, next: names[index + 1] ?? zone.apex }] as const),
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
      const { nameHash: next } = hashed[index + 1] ?? first;
      return [name, { owner: hashedOwner(nameHash, zone.apex), next }] as const;
    }),
  );
}

/** RFC 5155 §5 without salt and further iterations (RFC 9276 §3.1). */
export function hashName(name: Name): ByteString {
  return readByteString(hash('sha1', bytesOf(name), 'buffer'));
}

export function hashedOwner(nameHash: ByteString, apex: Name): Name {
  const label = printBase32Hex(nameHash);
  return prependLabel(label, apex);
}

/** Back from the record that was made of it. */
export function linkOf({ owner, rrset }: SignedRRset): DenialLink {
  const rdata = rrset.rdatas[0];
  invariant(rdata !== undefined, 'an RRset has a record');
  return { owner, next: rrset.type === RecordType.NSEC ? readNsec(rdata).next : readNsec3(rdata).nextHash };
}

export function makeDenial(
  kind: ZoneSecurity['kind'],
  { next }: DenialLink,
  node: ZoneNode,
  ttlSeconds: number,
): RRset {
  const types = node.map(({ type }) => type);
  if (kind === 'nsec') {
    const rdata = nsecRdata(next as Name, [...types, RecordType.RRSIG, RecordType.NSEC]);
    return makeRRset(RecordType.NSEC, ttlSeconds, [rdata]);
  }
  // RFC 5155 §3.2.1: the types of the name itself; the NSEC3 and its signature stand elsewhere.
  const signed = types.length === 0 ? [] : [...types, RecordType.RRSIG];
  return makeRRset(RecordType.NSEC3, ttlSeconds, [nsec3Rdata(next, signed)]);
}
