// Record data as in master files.

import { expect } from 'chai';
import type { ByteString } from '../../../src/base/byte-string.ts';
import {
  dnskeyRdata,
  dsRdata,
  nsec3Rdata,
  nsecRdata,
  rrsigRdata,
  writeRrsigFields,
} from '../../../src/wire/dnssec-rdata.ts';
import { printRdata } from '../../../src/wire/presentation/print-rdata.ts';
import { RecordType } from '../../../src/wire/protocol.ts';
import { type Rdata, soaRdata } from '../../../src/wire/rdata.ts';
import { nameOf } from '../../support/dns/make-zone.ts';

const soa = soaRdata({
  primary: nameOf('ns1.example.com'),
  mailbox: nameOf('hostmaster.example.com'),
  serial: 0xffff_fffe,
  refreshSeconds: 600,
  retrySeconds: 60,
  expireSeconds: 604_800,
  minimumSeconds: 0x7fff_ffff,
});
const rrsig = rrsigRdata(
  writeRrsigFields({
    typeCovered: RecordType.AAAA,
    algorithm: 13,
    labelCount: 2,
    originalTtlSeconds: 60,
    expirationSeconds: 1_440_021_600,
    inceptionSeconds: 1_438_207_200,
    keyTag: 3613,
    signer: nameOf('example.com'),
  }),
  Buffer.from('oL9krA==', 'base64'),
);
const octets = '\x01\x02\xfe' as ByteString;
const sha256 = '\x01\x02\x03\x0a'.repeat(8) as ByteString;

describe('printRdata', () => {
  const table: readonly (readonly [number, string, string])[] = [
    [RecordType.A, '\xc0\0\x02\x01', '192.0.2.1'],
    [
      RecordType.AAAA,
      Buffer.from('20010db8000000000000000000000001', 'hex').toString('latin1'),
      '2001:db8::1',
    ],
    [RecordType.NS, '\x03ns1\x07example\x03com\0', 'ns1.example.com.'],
    [RecordType.SOA, soa, 'ns1.example.com. hostmaster.example.com. 4294967294 600 60 604800 2147483647'],
    // RFC 4034 §2.2, §5.3
    [RecordType.DNSKEY, dnskeyRdata({ flags: 257, algorithm: 13, publicKey: octets }), '257 3 13 AQL+'],
    [RecordType.CDNSKEY, dnskeyRdata({ flags: 257, algorithm: 13, publicKey: octets }), '257 3 13 AQL+'],
    [
      RecordType.DS,
      dsRdata({ keyTag: 7, algorithm: 13, digestType: 2, digest: sha256 }),
      `7 13 2 ${'0102030A'.repeat(8)}`,
    ],
    [RecordType.CDS, dsRdata({ keyTag: 7, algorithm: 13, digestType: 5, digest: octets }), '7 13 5 0102FE'],
    // RFC 4034 §3.2: the times as dates in UTC
    [RecordType.RRSIG, rrsig, 'AAAA 13 2 60 20150819220000 20150729220000 3613 example.com. oL9krA=='],
    [
      RecordType.NSEC,
      nsecRdata(nameOf('host.example.com'), [1, 47, 46, 65_280]),
      'host.example.com. A RRSIG NSEC TYPE65280',
    ],
    // RFC 5155 §3.3, §4.3
    [RecordType.NSEC3, nsec3Rdata('foobar' as ByteString, [28, 46]), '1 0 0 - cpnmuoj1e8 AAAA RRSIG'],
    [RecordType.NSEC3, nsec3Rdata('foobar' as ByteString, []), '1 0 0 - cpnmuoj1e8'],
    [RecordType.NSEC3PARAM, '\x01\0\0\0\0', '1 0 0 -'],
    [RecordType.NSEC3PARAM, '\x01\0\0\x0c\x04\xaa\xbb\xcc\xdd', '1 0 12 aabbccdd'],
    // RFC 3597 §5
    [RecordType.CNAME, '\x01a\x04test\0', 'a.test.'],
    [RecordType.PTR, '\x03a.b\x04test\0', 'a\\046b.test.'],
    [RecordType.SRV, '\0\x0a\0\x3c\x1f\x90\x02a1\x04test\0', '10 60 8080 a1.test.'],
    [RecordType.SRV, '\0\0\0\0\0\0\0', '0 0 0 .'],
    [RecordType.TXT, '\x01a\0\x04 "\\\xff', '"a" "" " \\"\\\\\\255"'],
    // RFC 3597 §5, also for what is no data of its type
    [RecordType.TXT, '\x02a', '\\# 2 0261'],
    [RecordType.SRV, '\0', '\\# 1 00'],
    [RecordType.DS, '\0\x07\x0d\x02\x01', '\\# 5 00070d0201'],
    [65_280, '', '\\# 0'],
  ];
  for (const [type, rdata, text] of table) {
    it(`prints type ${type} as ${text}`, () => {
      expect(printRdata(type, rdata as string as Rdata).trimEnd()).to.equal(text);
    });
  }
});
