// Master files: a zone that is read is printed and read again as the same zone, and every remark stands in a file that there is.
// What stands behind the first zero octet is a second file, `other`, for $INCLUDE.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how BIND writes its placeholders

import { fail, type Result, succeed } from '../../../src/base/result.ts';
import type { FileProblem, FileSource } from '../../../src/zone/master-file/file-source.ts';
import type { MasterFile, MasterRemark } from '../../../src/zone/master-file/master-file.ts';
import { readMasterFile } from '../../../src/zone/master-file/read-master-file.ts';
import { printZone } from '../../../src/zone/print-zone.ts';
import type { Zone } from '../../../src/zone/zone.ts';
import { nameOf } from '../../support/dns/make-zone.ts';
import { zoneOf } from '../../support/dns/master-text.ts';
import { found } from '../fuzz-target.ts';

export const octetsMax = 3000;

const path = '/zones/zone';
const remarksMax = 101;
const ttlSecondsMax = 0x7fff_ffff;
const head = `$ORIGIN example.test.
$TTL 1h
@ IN SOA ns1 hostmaster ( 7 1d 2h 4w 300 ; comment
)
@ NS ns1
ns1 A 192.0.2.53
`;

export function seeds(): readonly Uint8Array[] {
  const bodies = [
    'www 60 IN A 192.0.2.1\n\tAAAA 2001:db8::1\n*.w TXT "a\\"b" c\\100\nmail MX 10 www\n',
    '$GENERATE 1-3/2 h${0,3,d} A 192.0.2.$\n$GENERATE 0-2 $ CNAME h$\n',
    '$INCLUDE other sub\nx CAA 0 issue "ca.test"\n_x._tcp SRV 0 1 80 www\nb SVCB 1 . alpn=h2 port=8053\0a A 192.0.2.9\n',
    'sub NS ns.sub\nns.sub A 192.0.2.7\nsub DS 1 8 2 0000000000000000000000000000000000000000000000000000000000000000\n',
    'd DNAME elsewhere.test.\nl LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m\nn NAPTR 1 2 "u" "s" "!a!b!" .\n',
    'u TYPE65280 \\# 3 00ff10\nt TYPE1 \\# 4 c0000201\nh HINFO a b\ns SSHFP 1 1 0000000000000000000000000000000000000000\n',
    'c CNAME www\nc A 192.0.2.1\nwww.elsewhere.test. A 192.0.2.1\n$TTL x\n$FOO\n(',
  ];
  return [head, ...bodies.map((body) => head + body)].map((text) => Buffer.from(text));
}

export function fuzz(data: Buffer): void {
  const zeroAt = data.indexOf(0);
  const files: Record<string, Buffer> = { [path]: zeroAt < 0 ? data : data.subarray(0, zeroAt) };
  if (zeroAt >= 0) files['/zones/other'] = data.subarray(zeroAt + 1);
  const read = readFiles(files);
  const remarks = read.ok ? read.value.remarks : read.problem;
  if (!read.ok && remarks.length === 0) found('it is refused without a reason');
  if (remarks.length > remarksMax) found(`${remarks.length} remarks`);
  for (const remark of remarks) judge(remark, files);
  if (!read.ok) return;
  const { soa, nameServers, nsTtlSeconds, records } = read.value;
  for (const rrsets of records.values())
    for (const { ttlSeconds, rdatas } of rrsets)
      if (!(ttlSeconds >= 0 && ttlSeconds <= ttlSecondsMax) || rdatas.length === 0)
        found('a set that is none');
  if (soa === undefined || nameServers.length === 0 || nsTtlSeconds === undefined) return;
  const printed = printZone(buildZone(read.value));
  const again = readFiles({ [path]: Buffer.from(printed) });
  if (!again.ok) found(`it cannot read what it printed, ${again.problem[0]?.message}: ${printed}`);
  const printedAgain = printZone(buildZone(again.value));
  if (sorted(printedAgain) !== sorted(printed)) found(`printed again it is ${printedAgain}, not ${printed}`);
}

function buildZone(file: MasterFile): Zone {
  return zoneOf(file);
}

/** The records of a set have no order. */
function sorted(printed: string): string {
  return printed.split('\n').sort().join('\n');
}

function readFiles(files: Readonly<Record<string, Buffer>>): Result<MasterFile, readonly MasterRemark[]> {
  const missing: FileProblem = { kind: 'failed', code: 'ENOENT' };
  const source: FileSource = {
    realPathOf: (asked) => (asked in files ? succeed(asked) : fail(missing)),
    read: ({ realPath }) => {
      const octets = files[realPath];
      return octets === undefined ? fail(missing) : succeed(octets);
    },
  };
  return readMasterFile(path, { origin: nameOf('example.test'), defaultTtlSeconds: 7, files: source });
}

function judge({ place, message }: MasterRemark, files: Readonly<Record<string, Buffer>>): void {
  const octets = files[place.source];
  if (octets === undefined) found(`a remark on ${place.source}`);
  const lineCount = octets.toString('latin1').split('\n').length;
  if (place.line < 1 || place.line > lineCount || place.column < 1)
    found(`line ${place.line} of ${lineCount}`);
  if (/\p{Cc}/u.test(message)) found(`control characters in ${JSON.stringify(message)}`);
}
