// The record data of DNSSEC (RFC 4034, RFC 5155, RFC 7344): fields <-> octets. Names in it are lower-case and never
// compressed: the canonical form is the only one. Refuses to know keys and digests.

import {
  type ByteString,
  joinBytes,
  readByteString,
  sliceBytes,
  uint8,
  uint16,
  uint16At,
  uint32,
  uint32At,
} from '../base/byte-string.ts';
import type { Name } from './name.ts';
import { endOfName, joinRdata, nameAt, type Rdata } from './rdata.ts';

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

/** An RRSIG without its signature, which is also how the signed data begins (RFC 4034 §3.1.8.1). */
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

/** RFC 4034 §2.1.2: a leftover that must be 3. */
const dnskeyProtocol = 3;

export function dnskeyRdata({ flags, algorithm, publicKey }: DnskeyFields): Rdata {
  return joinRdata(uint16(flags), uint8(dnskeyProtocol), uint8(algorithm), publicKey);
}

export function readDnskey(rdata: Rdata): DnskeyFields {
  return {
    flags: uint16At(rdata, 0),
    algorithm: rdata.charCodeAt(3),
    publicKey: sliceBytes(rdata, 4),
  };
}

/** RFC 4034 appendix B: a checksum that tells most keys apart, but not all. */
export function keyTagOf(dnskey: Rdata): number {
  let sum = 0;
  for (let i = 0; i < dnskey.length; i++) {
    const octet = dnskey.charCodeAt(i);
    sum += i % 2 === 0 ? octet << 8 : octet;
  }
  return (sum + (sum >> 16)) & 0xffff;
}

export function dsRdata({ keyTag, algorithm, digestType, digest }: DsFields): Rdata {
  return joinRdata(uint16(keyTag), uint8(algorithm), uint8(digestType), digest);
}

export function readDs(rdata: Rdata): DsFields {
  return {
    keyTag: uint16At(rdata, 0),
    algorithm: rdata.charCodeAt(2),
    digestType: rdata.charCodeAt(3),
    digest: sliceBytes(rdata, 4),
  };
}

/** Without the signature, which follows. */
export function writeRrsigFields(fields: RrsigFields): ByteString {
  return joinBytes(
    uint16(fields.typeCovered),
    uint8(fields.algorithm),
    uint8(fields.labelCount),
    uint32(fields.originalTtlSeconds),
    uint32(fields.expirationSeconds),
    uint32(fields.inceptionSeconds),
    uint16(fields.keyTag),
    fields.signer,
  );
}

const rrsigFixedOctets = 18;

export function rrsigRdata(fields: ByteString, signature: Uint8Array): Rdata {
  return joinRdata(fields, readByteString(signature));
}

export function readRrsig(rdata: Rdata): RrsigFields & { readonly signature: ByteString } {
  return {
    typeCovered: uint16At(rdata, 0),
    algorithm: rdata.charCodeAt(2),
    labelCount: rdata.charCodeAt(3),
    originalTtlSeconds: uint32At(rdata, 4),
    ...readRrsigTimes(rdata),
    keyTag: uint16At(rdata, 16),
    signer: nameAt(rdata, rrsigFixedOctets),
    signature: sliceBytes(rdata, endOfName(rdata, rrsigFixedOctets)),
  };
}

/** Only the times: once a minute they are read of every signature in a zone. */
export function readRrsigTimes(rdata: Rdata): { expirationSeconds: number; inceptionSeconds: number } {
  return { expirationSeconds: uint32At(rdata, 8), inceptionSeconds: uint32At(rdata, 12) };
}

export function nsecRdata(next: Name, types: Iterable<number>): Rdata {
  return joinRdata(next, writeTypeBitmap(types));
}

export function readNsec(rdata: Rdata): { readonly next: Name; readonly types: readonly number[] } {
  return { next: nameAt(rdata, 0), types: readTypeBitmap(rdata, endOfName(rdata, 0)) };
}

/** SHA-1, no opt-out, no extra iterations, no salt: what RFC 9276 §3.1 asks of signers. */
export const nsec3Parameters = joinRdata(uint8(1), uint8(0), uint16(0), uint8(0));

export function nsec3Rdata(nextHash: ByteString, types: Iterable<number>): Rdata {
  return joinRdata(nsec3Parameters, uint8(nextHash.length), nextHash, writeTypeBitmap(types));
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
    nextHash: sliceBytes(rdata, saltEnd + 1, hashEnd),
    types: readTypeBitmap(rdata, hashEnd),
  };
}

/** The data of an NSEC3PARAM, which is also how an NSEC3 begins. */
function readNsec3Parameters(rdata: Rdata): Omit<Nsec3Fields, 'nextHash' | 'types'> {
  return {
    hashAlgorithm: rdata.charCodeAt(0),
    flags: rdata.charCodeAt(1),
    iterations: uint16At(rdata, 2),
    salt: sliceBytes(rdata, 5, 5 + rdata.charCodeAt(4)),
  };
}

/** RFC 4034 §4.1.2: for each block of 256 types with any in it, its number, its length and a bit for each type. */
export function writeTypeBitmap(types: Iterable<number>): ByteString {
  const blocks = new Map<number, number[]>();
  for (const type of [...types].sort((a, b) => a - b)) {
    const octets = blocks.get(type >> 8) ?? [];
    blocks.set(type >> 8, octets);
    const at = (type & 0xff) >> 3;
    while (octets.length <= at) octets.push(0);
    octets[at] = (octets[at] ?? 0) | (0x80 >> (type & 7));
  }
  return joinBytes(
    ...[...blocks].flatMap(([block, octets]) => [uint8(block), uint8(octets.length), ...octets.map(uint8)]),
  );
}

export function readTypeBitmap(rdata: ByteString, start: number): number[] {
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
