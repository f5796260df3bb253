// Record data -> values: the reverse of rdata.ts for what a client asks for. Nothing comes back for data that is not
// what its type says. Names in the data are expected uncompressed, as read-message.ts hands them over.

import { type ByteString, bytesOf } from '../base/byte-string.ts';
import { type IpAddress, readIpAddress } from './ip-address.ts';
import type { Name } from './name.ts';
import type { Rdata, SrvFields } from './rdata.ts';
import { readName } from './read-name.ts';

/** Of an A or AAAA record. */
export function readAddress(rdata: Rdata): IpAddress | undefined {
  return rdata.length === 4 || rdata.length === 16 ? readIpAddress(bytesOf(rdata)) : undefined;
}

/** The one name that the data of NS, CNAME and PTR consists of. */
export function readTarget(rdata: Rdata): Name | undefined {
  return readLastName(rdata, 0);
}

export function readSrv(rdata: Rdata): SrvFields | undefined {
  const target = readLastName(rdata, 6);
  if (target === undefined) return undefined;
  return { priority: uint16(rdata, 0), weight: uint16(rdata, 2), port: uint16(rdata, 4), target };
}

/** The strings of a TXT record: at least one, each of up to 255 octets (RFC 1035 §3.3.14). */
export function readTxt(rdata: Rdata): readonly ByteString[] | undefined {
  const strings: ByteString[] = [];
  for (let at = 0; at < rdata.length; ) {
    const end = at + 1 + rdata.charCodeAt(at);
    if (end > rdata.length) return undefined;
    strings.push(rdata.slice(at + 1, end) as ByteString);
    at = end;
  }
  return strings.length === 0 ? undefined : strings;
}

/** The last field of an SOA record: how long its absence may be remembered (RFC 2308 §4). */
export function readSoaMinimumSeconds(rdata: Rdata): number | undefined {
  const octets = bytesOf(rdata);
  const mailboxAt = readName(octets, 0)?.end;
  const numbersAt = mailboxAt === undefined ? undefined : readName(octets, mailboxAt)?.end;
  if (numbersAt === undefined || octets.length !== numbersAt + 20) return undefined;
  return uint16(rdata, numbersAt + 16) * 0x1_0000 + uint16(rdata, numbersAt + 18);
}

function readLastName(rdata: Rdata, at: number): Name | undefined {
  const read = readName(bytesOf(rdata), at);
  return read?.end === rdata.length ? read.name : undefined;
}

function uint16(rdata: Rdata, at: number): number {
  return (rdata.charCodeAt(at) << 8) | rdata.charCodeAt(at + 1);
}
