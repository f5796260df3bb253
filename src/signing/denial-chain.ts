// The chain of NSEC or NSEC3 records that proves what does not exist. Its links depend on which names there are, never on
// their records: a change of health changes the bitmap of one record, but not the chain.

import { hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type ByteString, bytesOf, readByteString } from '../base/byte-string.ts';
import { invariant } from '../base/invariant.ts';
import { printBase32Hex } from '../wire/base32hex.ts';
import { nsec3Rdata, nsecRdata, readNsec, readNsec3 } from '../wire/dnssec-rdata.ts';
import { type Name, prependLabel, sortKeyOf, sortNames } from '../wire/name.ts';
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
  const owners = [...zone.nodes.names()].filter((name) => hasLink('nsec', zone, name));
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

function hasLink(kind: ZoneSecurity['kind'], zone: Zone, name: Name): boolean {
  return zone.nodes.get(name) !== undefined && (kind === 'nsec3' || !zone.emptyNonTerminals.has(name));
}

/** The chain as it is once names have come and gone, and which names have another neighbour or are new in it. */
export interface Relinked {
  readonly order: readonly Name[];
  readonly names: ReadonlySet<Name>;
  readonly findLink: (name: Name) => DenialLink | undefined;
}

/** `order` is what it was before; none but `changed` came or went. */
export function relinkNames(
  kind: ZoneSecurity['kind'],
  zone: Zone,
  order: readonly Name[],
  changed: Iterable<Name>,
): Relinked {
  const keyOf = kind === 'nsec' ? sortKeyOf : hashName;
  const removed: Cut[] = [];
  const added: (Cut & { readonly name: Name })[] = [];
  for (const name of new Set(changed)) {
    const key = keyOf(name);
    const place = placeOf(order, key, keyOf);
    const was = order[place - 1] === name;
    const is = hasLink(kind, zone, name);
    if (was && !is) removed.push({ place: place - 1, key });
    if (is && !was) added.push({ place, key, name });
  }
  added.sort((a, b) => (a.key < b.key ? -1 : 1));
  const links = cutInto(order, [...added, ...removed]);
  const at = (place: number) => links.at(place % links.length) as Name;
  const names = new Set(added.map(({ name }) => name));
  // Whose next one is another.
  for (const { key } of [...added, ...removed]) names.add(at(placeOf(links, key, keyOf, false) - 1));
  return {
    order: links,
    names,
    findLink(name) {
      if (!hasLink(kind, zone, name)) return undefined;
      const following = at(placeOf(links, keyOf(name), keyOf));
      return kind === 'nsec'
        ? { kind, owner: name, next: following }
        : { kind, owner: hashedOwner(hashName(name), zone.apex), nextHash: hashName(following) };
    },
  };
}

/** Where a name is put in front of what stands there; without a name, what stands there is left out. */
interface Cut {
  readonly place: number;
  readonly key: ByteString;
  readonly name?: Name;
}

/** In slices, because nearly all of a hundred thousand names stay. */
function cutInto(order: readonly Name[], cuts: readonly Cut[]): readonly Name[] {
  const parts: (readonly Name[])[] = [];
  let from = 0;
  for (const { place, name } of [...cuts].sort((a, b) => a.place - b.place)) {
    parts.push(order.slice(from, place));
    from = place;
    if (name === undefined) from++;
    else parts.push([name]);
  }
  const none: readonly Name[] = [];
  return none.concat(...parts, order.slice(from));
}

/** How many names of the chain are before the key, or at it. */
function placeOf(
  order: readonly Name[],
  key: ByteString,
  keyOf: (name: Name) => ByteString,
  withIt = true,
): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = keyOf(order[middle] as Name);
    if (other < key || (withIt && other === key)) low = middle + 1;
    else high = middle;
  }
  return low;
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
