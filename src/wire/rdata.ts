// Record data: values -> bytes, uncompressed and in canonical form, and where names stand in it.
// The one place that talks to dns-packet, whose record codecs are good at just this.

import * as dnsPacket from 'dns-packet';
import { type ByteString, readByteString } from '../base/byte-string.ts';
import { invariant } from '../base/invariant.ts';
import type { IpAddress } from './ip-address.ts';
import { type Name, printName } from './name.ts';
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
  /** The root says that the service is decidedly not there. */
  readonly target: Name;
}

/** dns-packet exports its record codecs, its published types do not mention them. */
interface RdataCodec<Value> {
  encode(value: Value): Uint8Array;
}
interface RdataCodecs {
  readonly a: RdataCodec<string>;
  readonly aaaa: RdataCodec<string>;
  readonly ns: RdataCodec<string>;
  readonly soa: RdataCodec<{
    mname: string;
    rname: string;
    serial: number;
    refresh: number;
    retry: number;
    expire: number;
    minimum: number;
  }>;
}
const codecs = dnsPacket as unknown as RdataCodecs;

/** Every codec of dns-packet writes the two-octet RDLENGTH in front. */
const lengthOctets = 2;

export function addressRdata(address: IpAddress): Rdata {
  const codec = address.family === 4 ? codecs.a : codecs.aaaa;
  return withoutLength(codec.encode(address.text));
}

export function nsRdata(host: Name): Rdata {
  return withoutLength(codecs.ns.encode(printName(host)));
}

export function cnameRdata(target: Name): Rdata {
  return target as string as Rdata;
}

export function ptrRdata(target: Name): Rdata {
  return target as string as Rdata;
}

export function srvRdata({ priority, weight, port, target }: SrvFields): Rdata {
  return (uint16(priority) + uint16(weight) + uint16(port) + target) as Rdata;
}

/** At least one string, each of up to 255 octets (RFC 1035 §3.3.14); no string at all is written as an empty one. */
export function txtRdata(strings: readonly ByteString[]): Rdata {
  const written = (strings.length === 0 ? [''] : strings).map((string) => {
    invariant(string.length <= 0xff, `a string of ${string.length} octets in a TXT record`);
    return String.fromCharCode(string.length) + string;
  });
  const rdata = written.join('');
  invariant(rdata.length <= 0xffff, `record data of ${rdata.length} octets`);
  return rdata as Rdata;
}

function uint16(number: number): string {
  invariant(
    Number.isInteger(number) && number >= 0 && number <= 0xffff,
    `${number} has more than two octets`,
  );
  return String.fromCharCode(number >> 8, number & 0xff);
}

export function soaRdata(soa: SoaFields): Rdata {
  return withoutLength(
    codecs.soa.encode({
      mname: printName(soa.primary),
      rname: printName(soa.mailbox),
      serial: soa.serial,
      refresh: soa.refreshSeconds,
      retry: soa.retrySeconds,
      expire: soa.expireSeconds,
      minimum: soa.minimumSeconds,
    }),
  );
}

function withoutLength(framed: Uint8Array): Rdata {
  const rdata = readByteString(framed, lengthOctets);
  invariant(rdata.length <= 0xffff, `record data of ${rdata.length} octets`);
  return rdata as Rdata;
}

/**
 * Where domain names stand in the data that may be compressed when sent: RFC 3597 §4 allows it only for the
 * types of RFC 1035. Each entry is the position of a name.
 */
export function compressibleNames(type: number, rdata: Rdata): readonly number[] {
  switch (type) {
    case RecordType.NS:
    case RecordType.CNAME:
    case RecordType.PTR:
      return [0];
    case RecordType.MX:
      return [2];
    case RecordType.SOA:
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
    invariant(length <= 63, `a label of ${length} octets`);
    end += 1 + length;
    if (length === 0) return end;
  }
}
