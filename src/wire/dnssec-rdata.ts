// The record data of DNSSEC (RFC 4034, RFC 5155, RFC 7344): fields <-> octets. Names are never compressed in it, and
// lower-case: the canonical form is the only form. Refuses to know keys and digests.

import { type ByteString, readByteString } from '../base/byte-string.ts';
import { invariant } from '../base/invariant.ts';
import type { Name } from './name.ts';
import { endOfName, type Rdata } from './rdata.ts';

/** DNSKEY and CDNSKEY. */
export interface DnskeyFields {
  readonly flags: number;
  readonly algorithm: number;
  readonly publicKey: ByteString;
}

/** DS and CDS. */
export interface DsFields {
  readonly keyTag: number;
  readonly algorithm: number;
  readonly digestType: number;
  readonly digest: ByteString;
}

/** All of an RRSIG but the signature: also the first part of what is signed (RFC 4034 §3.1.8.1). */
export interface RrsigFields {
  readonly typeCovered: number;
  readonly algorithm: number;
  readonly labelCount: number;
  readonly originalTtlSeconds: number;
  readonly expirationSeconds: number;
  readonly inceptionSeconds: number;
  readonly keyTag: number;
  readonly signer: Name;
}

/** RFC 4034 §2.1.2: the field lives on from older times and has one value. */
const dnskeyProtocol = 3;

export function dnskeyRdata({ flags, algorithm, publicKey }: DnskeyFields): Rdata {
  return (uint16(flags) + uint8(dnskeyProtocol) + uint8(algorithm) + publicKey) as Rdata;
}

export function readDnskey(rdata: Rdata): DnskeyFields {
  return {
    flags: readUint16(rdata, 0),
    algorithm: rdata.charCodeAt(3),
    publicKey: rdata.slice(4) as ByteString,
  };
}

/** RFC 4034 appendix B: a sum that tells keys apart quickly, not surely. */
export function keyTagOf(dnskey: Rdata): number {
  let sum = 0;
  for (let i = 0; i < dnskey.length; i++) {
    const octet = dnskey.charCodeAt(i);
    sum += i % 2 === 0 ? octet << 8 : octet;
  }
  return (sum + (sum >> 16)) & 0xffff;
}

export function dsRdata({ keyTag, algorithm, digestType, digest }: DsFields): Rdata {
  return (uint16(keyTag) + uint8(algorithm) + uint8(digestType) + digest) as Rdata;
}

export function readDs(rdata: Rdata): DsFields {
  return {
    keyTag: readUint16(rdata, 0),
    algorithm: rdata.charCodeAt(2),
    digestType: rdata.charCodeAt(3),
    digest: rdata.slice(4) as ByteString,
  };
}

/** Without the signature, which comes behind it. */
export function writeRrsigFields(fields: RrsigFields): ByteString {
  return (uint16(fields.typeCovered) +
    uint8(fields.algorithm) +
    uint8(fields.labelCount) +
    uint32(fields.originalTtlSeconds) +
    uint32(fields.expirationSeconds) +
    uint32(fields.inceptionSeconds) +
    uint16(fields.keyTag) +
    fields.signer) as ByteString;
}

const rrsigFixedOctets = 18;

export function rrsigRdata(fields: ByteString, signature: Uint8Array): Rdata {
  return (fields + readByteString(signature)) as Rdata;
}

export function readRrsig(rdata: Rdata): RrsigFields & { readonly signature: ByteString } {
  const end = endOfName(rdata, rrsigFixedOctets);
  return {
    typeCovered: readUint16(rdata, 0),
    algorithm: rdata.charCodeAt(2),
    labelCount: rdata.charCodeAt(3),
    originalTtlSeconds: readUint32(rdata, 4),
    ...readRrsigTimes(rdata),
    keyTag: readUint16(rdata, 16),
    signer: rdata.slice(rrsigFixedOctets, end) as Name,
    signature: rdata.slice(end) as ByteString,
  };
}

/** Only these two, because they are asked of every signature of a zone, once a minute. */
export function readRrsigTimes(rdata: Rdata): { expirationSeconds: number; inceptionSeconds: number } {
  return { expirationSeconds: readUint32(rdata, 8), inceptionSeconds: readUint32(rdata, 12) };
}

export function nsecRdata(next: Name, types: Iterable<number>): Rdata {
  return (next + writeTypeBitmap(types)) as Rdata;
}

export function readNsec(rdata: Rdata): { readonly next: Name; readonly types: readonly number[] } {
  const end = endOfName(rdata, 0);
  return { next: rdata.slice(0, end) as Name, types: readTypeBitmap(rdata, end) };
}

/** SHA-1, no opt-out, no further iterations, no salt: the only parameters that RFC 9276 leaves to a signer. */
export const nsec3Parameters = '\x01\0\0\0\0' as Rdata;

export function nsec3Rdata(nextHash: ByteString, types: Iterable<number>): Rdata {
  return (nsec3Parameters + uint8(nextHash.length) + nextHash + writeTypeBitmap(types)) as Rdata;
}

export interface Nsec3Fields {
  readonly hashAlgorithm: number;
  readonly flags: number;
  readonly iterations: number;
  readonly salt: ByteString;
  readonly nextHash: ByteString;
  readonly types: readonly number[];
}

export function readNsec3(rdata: Rdata): Nsec3Fields {
  const saltEnd = 5 + rdata.charCodeAt(4);
  const hashEnd = saltEnd + 1 + rdata.charCodeAt(saltEnd);
  return {
    ...readNsec3Parameters(rdata),
    nextHash: rdata.slice(saltEnd + 1, hashEnd) as ByteString,
    types: readTypeBitmap(rdata, hashEnd),
  };
}

/** Of an NSEC3PARAM, or the first part of an NSEC3. */
export function readNsec3Parameters(rdata: Rdata): Omit<Nsec3Fields, 'nextHash' | 'types'> {
  return {
    hashAlgorithm: rdata.charCodeAt(0),
    flags: rdata.charCodeAt(1),
    iterations: readUint16(rdata, 2),
    salt: rdata.slice(5, 5 + rdata.charCodeAt(4)) as ByteString,
  };
}

/** RFC 4034 §4.1.2: for each block of 256 types that has any: its number, its octets, a bit for each type. */
function writeTypeBitmap(types: Iterable<number>): string {
  const blocks = new Map<number, number[]>();
  for (const type of [...types].sort((a, b) => a - b)) {
    const octets = blocks.get(type >> 8) ?? [];
    blocks.set(type >> 8, octets);
    const at = (type & 0xff) >> 3;
    while (octets.length <= at) octets.push(0);
    octets[at] = (octets[at] ?? 0) | (0x80 >> (type & 7));
  }
  let bitmap = '';
  for (const [block, octets] of blocks)
    bitmap += uint8(block) + uint8(octets.length) + String.fromCharCode(...octets);
  return bitmap;
}

function readTypeBitmap(rdata: Rdata, start: number): number[] {
  const types: number[] = [];
  for (let at = start; at < rdata.length; ) {
    const block = rdata.charCodeAt(at) << 8;
    const length = rdata.charCodeAt(at + 1);
    for (let bit = 0; bit < length * 8; bit++) {
      if ((rdata.charCodeAt(at + 2 + (bit >> 3)) & (0x80 >> (bit & 7))) !== 0) types.push(block | bit);
    }
    at += 2 + length;
  }
  return types;
}

function uint8(value: number): string {
  invariant(value >= 0 && value <= 0xff, `${value} fits into an octet`);
  return String.fromCharCode(value);
}

function uint16(value: number): string {
  invariant(value >= 0 && value <= 0xffff, `${value} fits into two octets`);
  return String.fromCharCode(value >> 8, value & 0xff);
}

/** Of times and TTLs, which may be given beyond 32 bits: what counts is where they stand on the circle (RFC 4034 §3.1.5). */
function uint32(value: number): string {
  return String.fromCharCode(
    (value >>> 24) & 0xff,
    (value >>> 16) & 0xff,
    (value >>> 8) & 0xff,
    value & 0xff,
  );
}

function readUint16(octets: string, at: number): number {
  return (octets.charCodeAt(at) << 8) | octets.charCodeAt(at + 1);
}

function readUint32(octets: string, at: number): number {
  return readUint16(octets, at) * 0x1_0000 + readUint16(octets, at + 2);
}
