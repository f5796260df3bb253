// A slow and obvious reader of signed zones, which shares no code with the signer except the zone itself: every signature
// is verified with node:crypto against keys from the DNSKEY records, the chain of denial is walked from name to name.

import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { RRset } from '../../../src/wire/rrset.ts';
import type { SignedRRset, Zone } from '../../../src/zone/zone.ts';
import { compareSlowly, splitLabels } from './plain-order.ts';

export interface PlainKey {
  readonly tag: number;
  readonly algorithm: number;
  readonly key: KeyObject;
}

export interface PlainSignature {
  readonly type: number;
  readonly algorithm: number;
  readonly labels: number;
  readonly ttl: number;
  readonly expiration: number;
  readonly inception: number;
  readonly tag: number;
  readonly signer: string;
  readonly signature: Buffer;
  /** The fields before the signature. */
  readonly head: Buffer;
}

/** Everything wrong with a signed zone; empty when a validator would accept it at `now` and for each TTL to come. */
export function verifyZone(zone: Zone, now: number): string[] {
  const complaints: string[] = [];
  const { security } = zone;
  if (security === undefined) return ['is not signed'];
  const keys = (rrsetAt(zone, zone.apex, 48)?.rdatas ?? []).map((rdata) => readKey(rdata));
  for (const name of zone.nodes.names()) {
    const signed = security.nodes.get(name);
    const types = [...(signed?.signatures.keys() ?? [])];
    const own = ownAt(zone, name);
    if (types.join() !== own.map(({ type }) => type).join())
      complaints.push(`${show(name)}: signed are ${types}`);
    for (const rrset of own) {
      check(
        name,
        rrset,
        signed?.signatures.get(rrset.type),
        rrset.type === 48 || rrset.type === 59 || rrset.type === 60,
      );
    }
    if (signed?.denial === undefined) {
      if (!isWithoutNsec(zone, name)) complaints.push(`${show(name)}: has no denial record`);
    } else check(signed.denial.owner, signed.denial.rrset, signed.denial.signatures, false);
  }
  complaints.push(...checkCuts(zone));
  complaints.push(...(security.kind === 'nsec' ? checkNsecChain(zone) : checkNsec3Chain(zone)));
  return complaints;

  function check(owner: string, rrset: RRset, signatures: RRset | undefined, byAll: boolean): void {
    const where = `${show(owner)} type ${rrset.type}`;
    const found = (signatures?.rdatas ?? []).map(readSignature);
    const algorithms = new Set(keys.map(({ algorithm }) => algorithm));
    for (const algorithm of algorithms) {
      if (!found.some((signature) => signature.algorithm === algorithm))
        complaints.push(`${where}: none by ${algorithm}`);
    }
    if (byAll && found.length !== keys.length) complaints.push(`${where}: not signed by all keys`);
    if (signatures?.type !== 46 || signatures.ttlSeconds !== rrset.ttlSeconds)
      complaints.push(`${where}: wrong TTL`);
    for (const signature of found) {
      const key = keys.find(
        ({ tag, algorithm }) => tag === signature.tag && algorithm === signature.algorithm,
      );
      const problem =
        key === undefined
          ? `unknown key ${signature.tag}`
          : explain(zone.apex, owner, rrset, signature, key, now);
      if (problem !== undefined) complaints.push(`${where}: ${problem}`);
    }
  }
}

/** RFC 4035 §2.2: of a delegation, the NS records are the child's, and everything below; only DS is ours to sign. */
function ownAt(zone: Zone, name: Zone['apex']): readonly RRset[] {
  const node = zone.nodes.get(name) ?? [];
  return isCut(zone, name) ? node.filter(({ type }) => type !== 2) : node;
}

function isCut(zone: Zone, name: Zone['apex']): boolean {
  return name !== zone.apex && rrsetAt(zone, name, 2) !== undefined;
}

function checkCuts(zone: Zone): string[] {
  const names = [...zone.nodes.names()];
  const ends = new Set<string>(
    names.filter((name) => isCut(zone, name) || rrsetAt(zone, name, 39) !== undefined),
  );
  return names.flatMap((name) => {
    const isOnlyDelegation = ownAt(zone, name).every(({ type }) => type === 43);
    const complaints =
      isCut(zone, name) && !isOnlyDelegation ? [`${show(name)}: the zone is cut here, and goes on`] : [];
    for (let rest: string = name; rest.charCodeAt(0) > 0; ) {
      rest = rest.slice(1 + rest.charCodeAt(0));
      if (ends.has(rest)) complaints.push(`${show(name)} is below ${show(rest)}, where the zone ends`);
    }
    return complaints;
  });
}

const known = new Map<string, boolean>();

function explain(
  apex: string,
  owner: string,
  rrset: RRset,
  signature: PlainSignature,
  key: PlainKey,
  now: number,
): string | undefined {
  if (signature.type !== rrset.type) return `covers ${signature.type}`;
  if (signature.signer !== apex) return `signed by ${show(signature.signer)}`;
  if (signature.ttl !== rrset.ttlSeconds) return `was signed with TTL ${signature.ttl}`;
  if (signature.inception > now) return `begins ${signature.inception - now} s from now`;
  if (signature.expiration < now + rrset.ttlSeconds) return `ends ${signature.expiration - now} s from now`;
  const labels = splitLabels(owner).length - (owner.startsWith('\x01*') ? 1 : 0);
  if (signature.labels !== labels) return `says ${signature.labels} labels`;
  const id = JSON.stringify([
    owner,
    rrset.rdatas,
    signature.head.toString('hex'),
    signature.signature.toString('hex'),
  ]);
  const isRight = known.get(id) ?? isSignature(owner, rrset, signature, key);
  known.set(id, isRight);
  return isRight ? undefined : 'does not verify';
}

export function isSignature(
  owner: string,
  rrset: { readonly type: number; readonly rdatas: readonly string[] },
  signature: PlainSignature,
  { key, algorithm }: PlainKey,
): boolean {
  const parts = [signature.head];
  for (const rdata of [...rrset.rdatas].sort((a, b) => Buffer.compare(octets(a), octets(b)))) {
    const fixed = Buffer.alloc(10);
    fixed.writeUInt16BE(rrset.type, 0);
    fixed.writeUInt16BE(1, 2);
    fixed.writeUInt32BE(signature.ttl, 4);
    fixed.writeUInt16BE(rdata.length, 8);
    parts.push(octets(owner), fixed, octets(rdata));
  }
  const digest = { 8: 'sha256', 10: 'sha512', 13: 'sha256', 14: 'sha384' }[algorithm];
  return verify(digest, Buffer.concat(parts), { key, dsaEncoding: 'ieee-p1363' }, signature.signature);
}

export function readSignature(rdata: string): PlainSignature {
  const bytes = octets(rdata);
  let end = 18;
  while (bytes[end] !== 0) end += 1 + (bytes[end] ?? 0);
  end += 1;
  return {
    type: bytes.readUInt16BE(0),
    algorithm: bytes.readUInt8(2),
    labels: bytes.readUInt8(3),
    ttl: bytes.readUInt32BE(4),
    expiration: bytes.readUInt32BE(8),
    inception: bytes.readUInt32BE(12),
    tag: bytes.readUInt16BE(16),
    signer: bytes.subarray(18, end).toString('latin1'),
    signature: bytes.subarray(end),
    head: bytes.subarray(0, end),
  };
}

/** From the record alone, as a validator sees it. */
export function readKey(rdata: string): PlainKey {
  const bytes = octets(rdata);
  let tag = 0;
  for (const [index, octet] of bytes.entries()) tag += index % 2 === 0 ? octet * 256 : octet;
  tag = (tag + Math.floor(tag / 65_536)) % 65_536;
  const algorithm = bytes.readUInt8(3);
  return {
    tag,
    algorithm,
    key: createPublicKey({ key: jwkOf(algorithm, bytes.subarray(4)), format: 'jwk' }),
  };
}

function jwkOf(algorithm: number, key: Buffer): { [name: string]: string } {
  const text = (from: number, to?: number) => key.subarray(from, to).toString('base64url');
  switch (algorithm) {
    case 8:
    case 10: {
      const isLong = key[0] === 0;
      const start = isLong ? 3 : 1;
      const end = start + (isLong ? key.readUInt16BE(1) : key.readUInt8(0));
      return { kty: 'RSA', e: text(start, end), n: text(end) };
    }
    case 13:
      return { kty: 'EC', crv: 'P-256', x: text(0, 32), y: text(32) };
    case 14:
      return { kty: 'EC', crv: 'P-384', x: text(0, 48), y: text(48) };
    default:
      return { kty: 'OKP', crv: algorithm === 15 ? 'Ed25519' : 'Ed448', x: text(0) };
  }
}

/** RFC 4035 §2.3: an empty non-terminal owns no NSEC. It has no records, but there is a name below it. */
function isWithoutNsec(zone: Zone, name: Zone['apex']): boolean {
  if (zone.security?.kind !== 'nsec' || !zone.emptyNonTerminals.has(name)) return false;
  const isAbove = [...zone.nodes.names()].some((other) => other !== name && other.endsWith(name));
  return isAbove && zone.nodes.get(name)?.length === 0;
}

function checkNsecChain(zone: Zone): string[] {
  const complaints: string[] = [];
  for (const name of zone.emptyNonTerminals) {
    if (!isWithoutNsec(zone, name)) complaints.push(`${show(name)} is no empty non-terminal`);
    if (zone.security?.nodes.get(name)?.denial !== undefined) complaints.push(`${show(name)} owns an NSEC`);
  }
  const names = [...zone.nodes.names()]
    .filter((name) => !zone.emptyNonTerminals.has(name))
    .sort(compareSlowly);
  for (const [index, name] of names.entries()) {
    const denial = zone.security?.nodes.get(name)?.denial;
    const types = (zone.nodes.get(name) ?? []).map(({ type }) => type);
    const expected = octets((names[index + 1] ?? zone.apex) + plainBitmap([...types, 46, 47])).toString(
      'hex',
    );
    complaints.push(...checkDenial(zone, denial, name, 47, expected));
  }
  return complaints;
}

function checkNsec3Chain(zone: Zone): string[] {
  const complaints: string[] = [];
  const hashed = [...zone.nodes.names()]
    .map((name) => ({ name, digest: createHash('sha1').update(octets(name)).digest() }))
    .sort((a, b) => Buffer.compare(a.digest, b.digest));
  for (const [index, { name, digest }] of hashed.entries()) {
    const denial = zone.security?.nodes.get(name)?.denial;
    const types = (zone.nodes.get(name) ?? []).map(({ type }) => type);
    const next = (hashed[index + 1] ?? hashed[0])?.digest ?? digest;
    const head = `\x01\0\0\0\0\x14${next.toString('latin1')}`;
    const listed = ownAt(zone, name).length === 0 ? types : [...types, 46];
    const expected = octets(head + plainBitmap(listed)).toString('hex');
    complaints.push(...checkDenial(zone, denial, `\x20${plainBase32(digest)}${zone.apex}`, 50, expected));
  }
  return complaints;
}

function checkDenial(
  zone: Zone,
  denial: SignedRRset | undefined,
  owner: string,
  type: number,
  expected: string,
): string[] {
  const ttl = Math.min(zone.timing.minimumSeconds, zone.timing.apexTtlSeconds);
  if (denial?.owner !== owner) return [`the denial record of ${show(owner)} stands elsewhere`];
  const { rrset } = denial;
  const found = rrset.rdatas.map((rdata) => octets(rdata).toString('hex')).join();
  if (rrset.type === type && rrset.ttlSeconds === ttl && found === expected) return [];
  return [
    `the denial record of ${show(owner)} is ${rrset.type} ${rrset.ttlSeconds} ${found}, not ${expected}`,
  ];
}

/** Bit by bit, in windows of 256 types. */
function plainBitmap(types: readonly number[]): string {
  const windows = [...new Set(types.map((type) => Math.floor(type / 256)))].sort((a, b) => a - b);
  return windows.map((window) => plainWindow(window, types)).join('');
}

function plainWindow(window: number, types: readonly number[]): string {
  const bits = Array.from({ length: 256 }, (_, low) => (types.includes(window * 256 + low) ? '1' : '0')).join(
    '',
  );
  const used = Math.ceil((bits.lastIndexOf('1') + 1) / 8);
  const bytes = Array.from({ length: used }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2));
  return String.fromCharCode(window, used, ...bytes);
}

function plainBase32(digest: Buffer): string {
  const bits = [...digest].map((octet) => octet.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => Number.parseInt(five, 2).toString(32)).join('');
}

function rrsetAt(zone: Zone, name: Zone['apex'], type: number): RRset | undefined {
  return zone.nodes.get(name)?.find((rrset) => rrset.type === type);
}

function octets(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function show(name: string): string {
  return splitLabels(name).join('.');
}
