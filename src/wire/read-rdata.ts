// Record data -> values, for the types that a client asks for; nothing for malformed data. Expects names uncompressed, as
// read-message.ts leaves them.

import { type ByteString, bytesOf, sliceBytes, uint16At, uint32At } from '../base/byte-string.ts';
import { type IpAddress, readIpAddress } from './ip-address.ts';
import type { Name } from './name.ts';
import type { Rdata, SrvFields } from './rdata.ts';
import { readName } from './read-name.ts';

/** Of an A or AAAA record. */
export function readAddress(rdata: Rdata): IpAddress | undefined {
  return rdata.length === 4 || rdata.length === 16 ? readIpAddress(bytesOf(rdata)) : undefined;
}

/** The name that is all of the data of an NS, CNAME, DNAME or PTR record. */
export function readTarget(rdata: Rdata): Name | undefined {
  return readLastName(rdata, 0);
}

export function readSrv(rdata: Rdata): SrvFields | undefined {
  const target = readLastName(rdata, 6);
  if (target === undefined) return undefined;
  return { priority: uint16At(rdata, 0), weight: uint16At(rdata, 2), port: uint16At(rdata, 4), target };
}

/** The strings of a TXT record, at least one (RFC 1035 §3.3.14). */
export function readTxt(rdata: Rdata): readonly ByteString[] | undefined {
  const strings: ByteString[] = [];
  for (let at = 0; at < rdata.length; ) {
    const end = at + 1 + rdata.charCodeAt(at);
    if (end > rdata.length) return undefined;
    strings.push(sliceBytes(rdata, at + 1, end));
    at = end;
  }
  return strings.length === 0 ? undefined : strings;
}

/** The last field of an SOA record: for how long a negative answer may be cached (RFC 2308 §4). */
export function readSoaMinimumSeconds(rdata: Rdata): number | undefined {
  const numbersAt = findSoaNumbers(rdata);
  return numbersAt === undefined ? undefined : uint32At(rdata, numbersAt + 16);
}

export function readSoaSerial(rdata: Rdata): number | undefined {
  const numbersAt = findSoaNumbers(rdata);
  return numbersAt === undefined ? undefined : uint32At(rdata, numbersAt);
}

/** Behind the two names: serial, refresh, retry, expire, minimum. */
function findSoaNumbers(rdata: Rdata): number | undefined {
  const octets = bytesOf(rdata);
  const mailboxAt = readName(octets, 0)?.end;
  const numbersAt = mailboxAt === undefined ? undefined : readName(octets, mailboxAt)?.end;
  return numbersAt !== undefined && octets.length === numbersAt + 20 ? numbersAt : undefined;
}

function readLastName(rdata: Rdata, at: number): Name | undefined {
  const read = readName(bytesOf(rdata), at);
  return read?.end === rdata.length ? read.name : undefined;
}
