// Record data: values -> bytes, uncompressed and in canonical form; and where names are in it.
// The only importer of dns-packet, for its record codecs.

import * as dnsPacket from 'dns-packet';
import {
  type ByteString,
  joinBytes,
  readByteString,
  sliceBytes,
  uint8,
  uint16,
  uint32,
} from '../base/byte-string.ts';
import { invariant } from '../base/invariant.ts';
import type { IpAddress } from './ip-address.ts';
import { labelOctetsMax, type Name } from './name.ts';
import { RecordType } from './protocol.ts';

export type Rdata = ByteString & { readonly isRdata: true };

export interface SoaFields {
  readonly primary: Name;
  readonly mailbox: Name;
  readonly serial: number;
  readonly refreshSeconds: number;
  readonly retrySeconds: number;
  readonly expireSeconds: number;
  readonly minimumSeconds: number;
}

/** RFC 2782 */
export interface SrvFields {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  /** The root means that the service is decidedly not available. */
  readonly target: Name;
}

/**
 * dns-packet exports its record codecs, but its type declarations leave them out. Those with names in them are not used: a
 * backslash is an octet like any other to them, so that an escaped dot ends a label.
 */
interface AddressCodec {
  encode(address: string): Uint8Array;
}
const codecs = dnsPacket as unknown as { readonly a: AddressCodec; readonly aaaa: AddressCodec };

/** Every codec of dns-packet puts the two octets of RDLENGTH in front. */
const rdlengthOctets = 2;

export function addressRdata(address: IpAddress): Rdata {
  const codec = address.family === 4 ? codecs.a : codecs.aaaa;
  return joinRdata(readByteString(codec.encode(address.text), rdlengthOctets));
}

export function nsRdata(host: Name): Rdata {
  return joinRdata(host);
}

export function cnameRdata(target: Name): Rdata {
  return joinRdata(target);
}

export function srvRdata({ priority, weight, port, target }: SrvFields): Rdata {
  return joinRdata(uint16(priority), uint16(weight), uint16(port), target);
}

/** Strings of up to 255 octets. A TXT record has at least one (RFC 1035 §3.3.14): none is written as an empty one. */
export function txtRdata(strings: readonly ByteString[]): Rdata {
  if (strings.length === 0) return joinRdata(uint8(0));
  return joinRdata(...strings.flatMap((string) => [uint8(string.length), string]));
}

export function soaRdata(soa: SoaFields): Rdata {
  const { serial, refreshSeconds, retrySeconds, expireSeconds, minimumSeconds } = soa;
  const numbers = [serial, refreshSeconds, retrySeconds, expireSeconds, minimumSeconds];
  return joinRdata(soa.primary, soa.mailbox, ...numbers.map(uint32));
}

export function joinRdata(...parts: readonly ByteString[]): Rdata {
  const rdata = joinBytes(...parts);
  invariant(rdata.length <= 0xffff, `record data of ${rdata.length} octets fits into a record`);
  return rdata as Rdata;
}

/** Positions of the names that may be compressed when sent: only in the types of RFC 1035 (RFC 3597 §4). */
export function compressibleNames(type: number, rdata: Rdata): readonly number[] {
  switch (type) {
    case RecordType.NS:
    case RecordType.CNAME:
    case RecordType.PTR:
    case RecordType.MB:
    case RecordType.MG:
    case RecordType.MR:
      return [0];
    case RecordType.MX:
      return [2];
    case RecordType.SOA:
    case RecordType.MINFO:
      return [0, endOfName(rdata, 0)];
    default:
      return [];
  }
}

/** The position behind the uncompressed name at `at`. */
export function endOfName(bytes: ByteString, at: number): number {
  let end = at;
  for (;;) {
    const length = bytes.charCodeAt(end);
    invariant(length <= labelOctetsMax, `the length octet ${length} begins a label`);
    end += 1 + length;
    if (length === 0) return end;
  }
}

/** The uncompressed name at `at`. */
export function nameAt(bytes: ByteString, at: number): Name {
  return sliceBytes(bytes, at, endOfName(bytes, at)) as Name;
}
