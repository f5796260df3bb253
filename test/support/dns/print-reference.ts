// Records as test/support/dns/decode-reply.ts prints them, which reads names with dns-packet; and the hosts that they name.

import { labelsOf, type Name } from '../../../src/wire/name.ts';
import { printRdata } from '../../../src/wire/presentation/print-rdata.ts';
import { printRecordType, RecordType } from '../../../src/wire/protocol.ts';
import type { Rdata } from '../../../src/wire/rdata.ts';
import type { RRset } from '../../../src/wire/rrset.ts';

/** Each as `name ttl TYPE data`. */
export function printRecords(owner: Name, { type, ttlSeconds, rdatas }: RRset): Set<string> {
  const fixed = `${printOwner(owner)} ${ttlSeconds} ${printRecordType(type)}`;
  return new Set(rdatas.map((rdata) => `${fixed} ${printData(type, rdata)}`));
}

function printData(type: number, rdata: Rdata): string {
  switch (type) {
    case RecordType.CNAME:
    case RecordType.DNAME:
    case RecordType.PTR:
      return printOwner(rdata as string as Name);
    case RecordType.MX:
      return `${Buffer.from(rdata, 'latin1').readUInt16BE(0)} ${printOwner(rdata.slice(2) as Name)}`;
    case RecordType.SVCB:
    case RecordType.HTTPS:
      return `\\# ${rdata.length} ${Buffer.from(rdata, 'latin1').toString('hex')}`;
    default:
      return printRdata(type, rdata);
  }
}

/** As dns-packet reads names: octets as UTF-8, labels joined with dots. */
function printOwner(name: Name): string {
  const labels = labelsOf(name).map((label) => Buffer.from(label, 'latin1').toString('utf8'));
  return labels.join('.').toLowerCase();
}

/** The root is the owner itself. */
export function hostsNamedIn({ type, rdatas }: RRset): Name[] {
  const skipped = new Map<number, number>([
    [RecordType.NS, 0],
    [RecordType.MX, 2],
    // The target follows priority, weight and port.
    [RecordType.SRV, 6],
    [RecordType.SVCB, 2],
    [RecordType.HTTPS, 2],
  ]).get(type);
  if (skipped === undefined) return [];
  return rdatas.flatMap((rdata) => {
    const data = Buffer.from(rdata, 'latin1');
    const end = endOfName(data, skipped);
    if (end > skipped + 1) return [data.toString('latin1', skipped, end) as Name];
    // RFC 9460 §2.5: in ServiceMode `.` is the owner.
    const isService = (type === RecordType.SVCB || type === RecordType.HTTPS) && data.readUInt16BE(0) > 0;
    return isService ? ['\0' as Name] : [];
  });
}

function endOfName(data: Buffer, start: number): number {
  let at = start;
  while (data.readUInt8(at) !== 0) at += 1 + data.readUInt8(at);
  return at + 1;
}
