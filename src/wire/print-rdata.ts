// Record data -> master-file text (RFC 1035 §5.1) that other servers and their tools read.

import { type ByteString, bytesOf, uint32At } from '../base/byte-string.ts';
import { printBase32Hex } from './base32hex.ts';
import { readDnskey, readDs, readNsec, readNsec3, readNsec3Parameters, readRrsig } from './dnssec-rdata.ts';
import { readIpAddress } from './ip-address.ts';
import { printName } from './name.ts';
import { printRecordType, RecordType } from './protocol.ts';
import { endOfName, nameAt, type Rdata } from './rdata.ts';
import { readSrv, readTarget, readTxt } from './read-rdata.ts';

/** Types not listed here are printed in the generic form of RFC 3597 §5. */
export function printRdata(type: number, rdata: Rdata): string {
  switch (type) {
    case RecordType.A:
    case RecordType.AAAA:
      return readIpAddress(bytesOf(rdata)).text;
    case RecordType.NS:
    case RecordType.CNAME:
    case RecordType.PTR: {
      const target = readTarget(rdata);
      return target === undefined ? printUnknown(rdata) : printName(target);
    }
    case RecordType.SRV: {
      const srv = readSrv(rdata);
      if (srv === undefined) return printUnknown(rdata);
      return `${srv.priority} ${srv.weight} ${srv.port} ${printName(srv.target)}`;
    }
    case RecordType.TXT:
      return readTxt(rdata)?.map(quoteString).join(' ') ?? printUnknown(rdata);
    case RecordType.SOA:
      return printSoa(rdata);
    case RecordType.DNSKEY:
    case RecordType.CDNSKEY:
      return printDnskey(rdata);
    case RecordType.DS:
    case RecordType.CDS:
      return printDs(rdata);
    case RecordType.RRSIG:
      return printRrsig(rdata);
    case RecordType.NSEC: {
      const { next, types } = readNsec(rdata);
      return [printName(next), ...types.map(printRecordType)].join(' ');
    }
    case RecordType.NSEC3:
      return printNsec3(rdata);
    case RecordType.NSEC3PARAM:
      return printNsec3Parameters(rdata);
    default:
      return printUnknown(rdata);
  }
}

/** RFC 3597 §5 */
function printUnknown(rdata: Rdata): string {
  return `\\# ${rdata.length} ${encode(rdata, 'hex')}`;
}

/** Quotes, backslashes and everything but printable ASCII are escaped (RFC 1035 §5.1). */
function quoteString(string: ByteString): string {
  const escaped = string
    .replace(/["\\]/g, '\\$&')
    .replace(/[^ -~]/g, (octet) => `\\${String(octet.charCodeAt(0)).padStart(3, '0')}`);
  return `"${escaped}"`;
}

function printSoa(rdata: Rdata): string {
  const mailboxAt = endOfName(rdata, 0);
  const numbersAt = endOfName(rdata, mailboxAt);
  const names = [nameAt(rdata, 0), nameAt(rdata, mailboxAt)];
  const numbers = [0, 4, 8, 12, 16].map((at) => uint32At(rdata, numbersAt + at));
  return [...names.map(printName), ...numbers].join(' ');
}

function printDnskey(rdata: Rdata): string {
  const { flags, algorithm, publicKey } = readDnskey(rdata);
  return `${flags} 3 ${algorithm} ${encode(publicKey, 'base64')}`;
}

function printDs(rdata: Rdata): string {
  const { keyTag, algorithm, digestType, digest } = readDs(rdata);
  return `${keyTag} ${algorithm} ${digestType} ${encode(digest, 'hex').toUpperCase()}`;
}

function printRrsig(rdata: Rdata): string {
  const fields = readRrsig(rdata);
  return [
    printRecordType(fields.typeCovered),
    fields.algorithm,
    fields.labelCount,
    fields.originalTtlSeconds,
    printTime(fields.expirationSeconds),
    printTime(fields.inceptionSeconds),
    fields.keyTag,
    printName(fields.signer),
    encode(fields.signature, 'base64'),
  ].join(' ');
}

/** RFC 4034 §3.2: YYYYMMDDHHmmSS in UTC. */
function printTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$|[-:T]/g, '');
}

function printNsec3(rdata: Rdata): string {
  const { nextHash, types } = readNsec3(rdata);
  return [printNsec3Parameters(rdata), printBase32Hex(nextHash), ...types.map(printRecordType)].join(' ');
}

function printNsec3Parameters(rdata: Rdata): string {
  const { hashAlgorithm, flags, iterations, salt } = readNsec3Parameters(rdata);
  return `${hashAlgorithm} ${flags} ${iterations} ${encode(salt, 'hex') || '-'}`;
}

function encode(octets: ByteString, encoding: 'hex' | 'base64'): string {
  return Buffer.from(octets, 'latin1').toString(encoding);
}
