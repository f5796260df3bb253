// Data of the newer types that is not as their RFCs want it, and what is said about it.

import { expect } from 'chai';
import { parseRecord } from '../../support/dns/parse-record.ts';

const eui48 = '6 octets in hexadecimal with hyphens between, such as 0a-0a-0a-0a-0a-0a';
const keys = 'mandatory, alpn, no-default-alpn, port, ipv4hint, ech, ipv6hint, dohpath';
const protocols =
  'is not a list of protocols such as h2,h3 ("\\\\," is a comma within one, "\\\\\\\\" a backslash)';
const latitude = 'degrees up to 90, minutes, seconds, and N or S';

describe('parseRdata refuses', () => {
  const table: readonly (readonly [string, string])[] = [
    ['DS 1 8 2 aabb', 'the digest has 2 octets; with digest type 2 it has 32, 64 hexadecimal digits'],
    ['DS 1 8 256 aabb', 'the digest type "256" is not a whole number from 0 to 255'],
    ['DS 1 8 9 aab', 'the digest has 3 hexadecimal digits, an odd number; an octet has two'],
    ['DS 1 8 9 xy z', 'the digest "xyz" is not made of hexadecimal digits, 0 to 9 and a to f'],
    ['DS 1 8 9', 'the digest is missing; write hexadecimal digits'],
    ['DS 1 8 9 "aa"', 'the digest "aa" is quoted; remove the quotes'],
    [
      'SSHFP 1 1 aabb',
      'the fingerprint has 2 octets; with fingerprint type 1 it has 20, 40 hexadecimal digits',
    ],
    ['TLSA 3 1 1', 'the certificate association is missing; write hexadecimal digits'],
    ['TLSA 3 1 300 aa', 'the matching type "300" is not a whole number from 0 to 255'],
    ['DNSKEY 257 4 8 AAAA', 'the protocol "4" is not 3'],
    ['DNSKEY 257 3 8 AAA', 'the public key "AAA" is not base64; copy all of it, with the "=" at its end'],
    ['DNSKEY 257 3 8 AA=A', 'the public key "AA=A" is not base64; copy all of it, with the "=" at its end'],
    ['DNSKEY 257 3 8 AA-_', 'the public key "AA-_" is not base64; copy all of it, with the "=" at its end'],
    [
      'CERT FOO 0 0 AAAA',
      'the type "FOO" is not a number from 0 to 65535, or one of PKIX, SPKI, PGP, IPKIX, ISPKI, IPGP, ACPKIX, IACPKIX, URI, OID',
    ],
    ['OPENPGPKEY', 'the key is missing; write base64'],
    ['EUI48 00:00:5e:00:53:2a', `the address "00:00:5e:00:53:2a" is not ${eui48}`],
    ['EUI48 00-00-5e-00-53', `the address "00-00-5e-00-53" is not ${eui48}`],
    ['NSEC a. FOO', 'the type "FOO" is not a record type such as A or TYPE65280'],
    ['NSEC3PARAM 1 0 0 abc', 'the salt "abc" is not a salt of up to 510 hexadecimal digits, or "-" for none'],
    [
      'NSEC3 1 0 0 - 2t7b4g4w',
      'the next hash "2t7b4g4w" is not a hash in base32 with the extended hex alphabet',
    ],
    [
      'RRSIG A 5 3 1 20030231000000 20030220173103 1 a. AAAA',
      'the expiration "20030231000000" is not a time as in 20261122000000 or in seconds since 1970',
    ],
    // RFC 1876 §3
    ['LOC', `the latitude is missing; write ${latitude}`],
    ['LOC N', `the latitude "N" is out of place; write ${latitude}`],
    ['LOC 52 22', `the latitude is missing; write ${latitude}`],
    ['LOC 52 60 N', `the latitude "60" is out of place; write ${latitude}`],
    ['LOC 52 1 1.0001 N', `the latitude "1.0001" is out of place; write ${latitude}`],
    ['LOC 52 1 1 1 N', `the latitude "1" is out of place; write ${latitude}`],
    ['LOC 52 E', `the latitude "E" is out of place; write ${latitude}`],
    ['LOC 90 0 0.001 N 0 E 0', 'the latitude "N" is beyond 90 degrees'],
    ['LOC 90 N 181 E 0', 'the longitude "E" is beyond 180 degrees'],
    [
      'LOC 90 N 180 E',
      'the altitude is missing; write metres from -100000 to 42849672.95, with two decimals at most',
    ],
    [
      'LOC 1 N 1 E -100000.01m',
      'the altitude "-100000.01m" is not metres from -100000 to 42849672.95, with two decimals at most',
    ],
    [
      'LOC 1 N 1 E 1km',
      'the altitude "1km" is not metres from -100000 to 42849672.95, with two decimals at most',
    ],
    ['LOC 1 N 1 E 1 -1', 'the size "-1" is not metres from 0 to 90000000, with two decimals at most'],
    ['LOC 1 N 1 E 1 1 1 1 1', '"1" is one field too many; remove it'],
    // RFC 9460
    ['SVCB 1', 'the target is missing; write a domain name'],
    ['SVCB 1 . foo=bar', `the parameter "foo=bar" is none of ${keys}, and none such as key667`],
    ['SVCB 1 . key01=a', `the parameter "key01=a" is none of ${keys}, and none such as key667`],
    ['SVCB 1 . key65536=a', `the parameter "key65536=a" is none of ${keys}, and none such as key667`],
    ['SVCB 1 . "alpn=h2"', 'the parameter "alpn=h2" is quoted; remove the quotes'],
    ['SVCB 1 . alpn= "h2"', `the parameter "alpn=" ${protocols}`],
    ['SVCB 1 . alpn="h2,"', `the parameter "alpn=" ${protocols}`],
    ['SVCB 1 . alpn=h2,,h3', `the parameter "alpn=h2,,h3" ${protocols}`],
    ['SVCB 1 . alpn=h\\\\2', `the parameter "alpn=h\\\\\\\\2" ${protocols}`],
    [
      `SVCB 1 . alpn=${'x'.repeat(256)}`,
      `the parameter "alpn=${'x'.repeat(250)}…" (261 characters) has a protocol of more than 255 octets`,
    ],
    ['SVCB 1 . port=65536', 'the parameter "port=65536" is not a port, a number from 0 to 65535'],
    [
      'SVCB 1 . ipv4hint=192.0.2.1,2001:db8::1',
      'the parameter "ipv4hint=192.0.2.1,2001:db8::1" is not a list of IPv4 addresses with commas between',
    ],
    ['SVCB 1 . ech=AA', 'the parameter "ech=AA" is not base64'],
    ['SVCB 1 . dohpath=', 'the parameter "dohpath=" is not a path such as /dns-query{?dns}'],
    [
      `SVCB 1 . key667=${'x'.repeat(65_536)}`,
      `the parameter "key667=${'x'.repeat(248)}…" (65543 characters) has 65536 octets; at most 65535 fit into a record`,
    ],
    ['SVCB 1 . key3=a', 'the parameter "key3=a" does not have the octets of port; write port instead'],
    [
      'SVCB 1 . no-default-alpn',
      'no-default-alpn leaves no protocol; write alpn beside it, such as alpn="h2"',
    ],
    ['SVCB 1 . alpn=h2 key1=\\002h3', 'the parameter "key1=\\\\002h3" stands twice; remove one'],
    [
      'SVCB \\# 9 000100 0003 0001 00 00',
      'the octets behind "\\#" are no data of type SVCB; write them as SVCB records are written',
    ],
  ];
  for (const [line, message] of table) {
    it(line.slice(0, 60), () => {
      const parsed = parseRecord(line);
      expect(parsed.ok ? 'nothing' : parsed.problem.message).to.equal(message);
    });
  }
});
