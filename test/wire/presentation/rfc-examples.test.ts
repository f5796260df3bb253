// Record data as the RFCs that define it write it, and the octets that it is.

import { expect } from 'chai';
import { rootName } from '../../../src/wire/name.ts';
import { splitFields } from '../../../src/wire/presentation/fields.ts';
import { parseRdata } from '../../../src/wire/presentation/parse-rdata.ts';
import { printRdata } from '../../../src/wire/presentation/print-rdata.ts';
import { parseRecord, rdataOf } from '../../support/dns/parse-record.ts';

const fooExampleCom = '03666f6f076578616d706c6503636f6d00';
const fooExampleOrg = '03666f6f076578616d706c65036f726700';
/** Of the SHA-256 examples, where the value does not matter. */
const sha256 = 'd2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971';

interface Example {
  readonly rfc: string;
  readonly text: string;
  readonly hex: string;
  /** Where it is not the text. */
  readonly printed?: string;
}

const examples: readonly Example[] = [
  // LOC, of which RFC 1876 gives texts only; the octets are reckoned by its §2.
  {
    rfc: '1876 §4',
    text: 'LOC 42 21 54 N 71 06 18 W -24m 30m',
    hex: '00331613' + '89172dd0' + '70be15f0' + '00988d20',
    printed: '42 21 54.000 N 71 6 18.000 W -24.00m 30m 10000m 10m',
  },
  {
    rfc: '1876 §4',
    text: 'LOC 52 14 05 N 00 08 50 E 10m',
    hex: '00121613' + '8b3556c8' + '80081650' + '00989a68',
    printed: '52 14 5.000 N 0 8 50.000 E 10.00m 1m 10000m 10m',
  },
  {
    rfc: '1876 §4',
    text: 'LOC 32 7 19 S 116 2 25 E 10m',
    hex: '00121613' + '791b7d28' + '98e64868' + '00989a68',
    printed: '32 7 19.000 S 116 2 25.000 E 10.00m 1m 10000m 10m',
  },
  {
    rfc: '4034 §2.3',
    text: 'DNSKEY 256 3 RSASHA1 AQPSKmyn fzW4 kyBv015MUG2DeIQ3',
    hex: '01000305' + '0103d22a6ca77f35b893206fd35e4c506d83788437',
    printed: '256 3 5 AQPSKmynfzW4kyBv015MUG2DeIQ3',
  },
  {
    rfc: '4034 §5.4',
    text: 'DS 60485 5 1 ( 2BB183AF5F22588179A53B0A 98631FAD1A292118 )'.replaceAll(/[()]/g, ''),
    hex: 'ec4505012bb183af5f22588179a53b0a98631fad1a292118',
    printed: '60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118',
  },
  {
    rfc: '4255 §3.2',
    text: 'SSHFP 2 1 123456789abcdef67890123456789abcdef67890',
    hex: '0201123456789abcdef67890123456789abcdef67890',
    printed: '2 1 123456789ABCDEF67890123456789ABCDEF67890',
  },
  {
    rfc: '4398 §2.2',
    text: 'CERT PGP 0 0 AQID BAU=',
    hex: '0003000000' + '0102030405',
    printed: '3 0 0 AQIDBAU=',
  },
  {
    rfc: '4398 §2.2',
    text: 'CERT 65000 65535 RSASHA1 AA==',
    hex: 'fde8ffff0500',
    printed: '65000 65535 5 AA==',
  },
  {
    rfc: '4701 §3.6.1',
    text: 'DHCID AAIBY2/AuCccgoJbsaxcQc9TUapptP69l OjxfNuVAA2kjEA=',
    hex: '000201636fc0b8271c82825bb1ac5c41cf5351aa69b4febd94e8f17cdb95000da48c40',
    printed: 'AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA=',
  },
  {
    rfc: '6698 §2.3',
    text: `TLSA 0 0 1 ${sha256.slice(0, 40)} ${sha256.slice(40)}`,
    hex: `000001${sha256}`,
    printed: `0 0 1 ${sha256.toUpperCase()}`,
  },
  { rfc: '8162 §2', text: `SMIMEA 3 0 0 00`, hex: `03000000` },
  { rfc: '7929 §2.3', text: 'OPENPGPKEY mQEN BFVH', hex: '99010d045547', printed: 'mQENBFVH' },
  { rfc: '7043 §3.2', text: 'EUI48 00-00-5e-00-53-2a', hex: '00005e00532a' },
  { rfc: '7043 §4.2', text: 'EUI64 00-00-5e-ef-10-00-00-2a', hex: '00005eef1000002a' },
  { rfc: '8078 §4', text: 'CDS 0 0 0 00', hex: '0000000000' },
  { rfc: '8078 §4', text: 'CDNSKEY 0 3 0 AA==', hex: '0000030000' },
  // RFC 9460 appendix D.1, D.2
  { rfc: '9460 D.1', text: 'HTTPS 0 foo.example.com.', hex: `0000${fooExampleCom}` },
  { rfc: '9460 D.2', text: 'SVCB 1 .', hex: '000100' },
  { rfc: '9460 D.2', text: 'SVCB 16 foo.example.com. port=53', hex: `0010${fooExampleCom}000300020035` },
  {
    rfc: '9460 D.2',
    text: 'SVCB 1 foo.example.com. key667=hello',
    hex: `0001${fooExampleCom}029b000568656c6c6f`,
    printed: '1 foo.example.com. key667="hello"',
  },
  {
    rfc: '9460 D.2',
    text: 'SVCB 1 foo.example.com. key667="hello\\210qoo"',
    hex: `0001${fooExampleCom}029b000968656c6c6fd2716f6f`,
  },
  {
    rfc: '9460 D.2',
    text: 'SVCB 1 foo.example.com. ipv6hint="2001:db8::1,2001:db8::53:1"',
    hex:
      `0001${fooExampleCom}00060020` +
      '20010db8000000000000000000000001' +
      '20010db8000000000000000000530001',
    printed: '1 foo.example.com. ipv6hint=2001:db8::1,2001:db8::53:1',
  },
  {
    rfc: '9460 D.2',
    text: 'SVCB 1 example.com. ipv6hint="2001:db8:122:344::192.0.2.33"',
    hex: '0001076578616d706c6503636f6d00' + '00060010' + '20010db80122034400000000c0000221',
    printed: '1 example.com. ipv6hint=2001:db8:122:344::c000:221',
  },
  {
    rfc: '9460 D.2',
    text: 'SVCB 16 foo.example.org. alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1',
    hex: `0010${fooExampleOrg}0000000400010004000100090268320568332d313900040004c0000201`,
    printed: '16 foo.example.org. mandatory=alpn,ipv4hint alpn="h2,h3-19" ipv4hint=192.0.2.1',
  },
  {
    rfc: '9460 D.2',
    text: 'SVCB 16 foo.example.org. alpn="f\\\\\\\\oo\\\\,bar,h2"',
    hex: `0010${fooExampleOrg}0001000c08665c6f6f2c626172026832`,
  },
  {
    rfc: '9460 D.2',
    text: 'SVCB 16 foo.example.org. alpn=f\\\\\\092oo\\092,bar,h2',
    hex: `0010${fooExampleOrg}0001000c08665c6f6f2c626172026832`,
    printed: '16 foo.example.org. alpn="f\\\\\\\\oo\\\\,bar,h2"',
  },
  {
    rfc: '9461 §5',
    text: 'SVCB 1 dns.example. alpn=h2 dohpath=/dns-query{?dns}',
    hex:
      `0001` +
      '03646e73076578616d706c6500' +
      '00010003026832' +
      '00070010' +
      '2f646e732d71756572797b3f646e737d',
    printed: '1 dns.example. alpn="h2" dohpath="/dns-query{?dns}"',
  },
  // RFC 9460 §2.1: in any order; a key by its number has octets for its value.
  {
    rfc: '9460 §2.1',
    text: 'HTTPS 1 . port=8443 key1=\\002h2 key2 ech="AQ=="',
    hex: '000100' + '00010003026832' + '00020000' + '0003000220fb' + '0005000101',
    printed: '1 . alpn="h2" no-default-alpn port=8443 ech=AQ==',
  },
  // RFC 4034 §4.3, RFC 5155 §3.3, §4.3: what a signer makes, and a dump of a signed zone holds
  {
    rfc: '4034 §4.3',
    text: 'NSEC host.example.com. A MX RRSIG NSEC TYPE1234',
    hex:
      '04686f7374076578616d706c6503636f6d00' +
      '0006400100000003' +
      '041b' +
      '000000000000000000000000000000000000000000000000000020',
  },
  {
    rfc: '5155 A',
    text: 'NSEC3 1 1 12 aabbccdd 2t7b4g4vsa5smi47k61mv5bv1a22bojr MX DNSKEY NS SOA NSEC3PARAM RRSIG',
    hex: '0101000c04aabbccdd14' + '174eb2409fe28bcb4887a1836f957f0a8425e27b' + '000722010000000290',
    printed: '1 1 12 aabbccdd 2t7b4g4vsa5smi47k61mv5bv1a22bojr NS SOA MX RRSIG DNSKEY NSEC3PARAM',
  },
  { rfc: '5155 A', text: 'NSEC3PARAM 1 0 12 aabbccdd', hex: '0100000c04aabbccdd' },
  {
    rfc: '4034 §3.3',
    text: 'RRSIG A 5 3 86400 20030322173103 20030220173103 2642 example.com. oJB1W6WN',
    hex: '0001050300015180' + '3e7c9dd73e5510d70a52' + '076578616d706c6503636f6d00' + 'a090755ba58d',
  },
];

describe('the examples of the RFCs', () => {
  for (const { rfc, text, hex, printed } of examples) {
    it(`RFC ${rfc}: ${text.slice(0, 70)}`, () => {
      const { type } = parseRecord(text);
      const rdata = rdataOf(text);
      expect(Buffer.from(rdata, 'latin1').toString('hex')).to.equal(hex);
      const again = printRdata(type, rdata);
      expect(again).to.equal(printed ?? text.replace(/^\S+ /, ''));
      expect(parseRdata(type, splitFields(again), rootName)).to.have.nested.property('value.rdata', rdata);
      // The generic form is the same data (RFC 3597 §5).
      expect(rdataOf(text.replace(/ .*/, ` \\# ${hex.length / 2} ${hex}`))).to.equal(rdata);
    });
  }
});

describe('SVCB records that RFC 9460 appendix D.3 calls wrong', () => {
  const failures: readonly (readonly [string, string])[] = [
    ['key123=abc key123=def', 'the parameter "key123=def" stands twice; remove one'],
    ['mandatory', 'the parameter "mandatory" is not a list of keys, each once, such as alpn,port'],
    [
      'alpn',
      'the parameter "alpn" is not a list of protocols such as h2,h3 ("\\\\," is a comma within one, "\\\\\\\\" a backslash)',
    ],
    ['port', 'the parameter "port" is not a port, a number from 0 to 65535'],
    ['ipv4hint', 'the parameter "ipv4hint" is not a list of IPv4 addresses with commas between'],
    ['ipv6hint', 'the parameter "ipv6hint" is not a list of IPv6 addresses with commas between'],
    [
      'no-default-alpn=abc',
      'the parameter "no-default-alpn=abc" is more than "no-default-alpn", which takes no value',
    ],
    ['mandatory=key123', 'key123 is mandatory, but absent; write it, or remove it from mandatory'],
    [
      'mandatory=mandatory',
      'the parameter "mandatory=mandatory" is not a list of keys, each once, such as alpn,port',
    ],
    [
      'mandatory=key123,key123 key123=abc',
      'the parameter "mandatory=key123,key123" is not a list of keys, each once, such as alpn,port',
    ],
  ];
  for (const [parameters, message] of failures) {
    it(`refuses ${parameters}`, () => {
      const parsed = parseRecord(`SVCB 1 foo.example.com. ${parameters}`);
      expect(parsed.ok ? 'nothing' : parsed.problem.message).to.equal(message);
    });
  }
});
