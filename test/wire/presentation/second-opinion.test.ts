// What dns-packet reads in the octets of our parser, for the types and forms that it knows: its names have no escapes.

import { expect } from 'chai';
import * as dnsPacket from 'dns-packet';
import { rdataOf } from '../../support/dns/parse-record.ts';

interface Codec {
  decode(framed: Uint8Array): unknown;
}
const codecs = dnsPacket as unknown as Readonly<Record<string, Codec>>;

function decode(line: string): unknown {
  const rdata = Buffer.from(rdataOf(line), 'latin1');
  const framed = Buffer.concat([Buffer.from([rdata.length >> 8, rdata.length & 0xff]), rdata]);
  return codecs[line.replace(/ .*/, '').toLowerCase()]?.decode(framed);
}

describe('record data, read by dns-packet', () => {
  const sha1 = '2bb183af5f22588179a53b0a98631fad1a292118';
  const table: readonly (readonly [string, unknown])[] = [
    ['A 192.0.2.1', '192.0.2.1'],
    ['AAAA 2001:db8::1', '2001:db8::1'],
    ['NS ns1', 'ns1.example.test'],
    ['CNAME a.test.', 'a.test'],
    ['DNAME a.test.', 'a.test'],
    ['PTR a.test.', 'a.test'],
    ['MX 10 mail', { preference: 10, exchange: 'mail.example.test' }],
    ['SRV 1 2 3 a.test.', { priority: 1, weight: 2, port: 3, target: 'a.test' }],
    [
      'SOA a. b. 1 2 3 4 5',
      { mname: 'a', rname: 'b', serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5 },
    ],
    ['TXT a "b c"', [Buffer.from('a'), Buffer.from('b c')]],
    ['HINFO a b', { cpu: 'a', os: 'b' }],
    ['RP a.b. c.', { mbox: 'a.b', txt: 'c' }],
    ['CAA 128 issue "ca.test"', { flags: 128, tag: 'issue', value: 'ca.test', issuerCritical: true }],
    [
      'NAPTR 1 2 u E2U+sip "!a!b!" a.test.',
      { order: 1, preference: 2, flags: 'u', services: 'E2U+sip', regexp: '!a!b!', replacement: 'a.test' },
    ],
    [
      `DS 60485 5 1 ${sha1}`,
      { keyTag: 60_485, algorithm: 5, digestType: 1, digest: Buffer.from(sha1, 'hex') },
    ],
    ['DNSKEY 257 3 13 AQID', { flags: 257, algorithm: 13, key: Buffer.from([1, 2, 3]) }],
    [`SSHFP 4 1 ${sha1}`, { algorithm: 4, hash: 1, fingerprint: sha1.toUpperCase() }],
    ['TLSA 3 1 1 aabb', { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.from([0xaa, 0xbb]) }],
  ];
  for (const [line, value] of table) {
    it(line, () => expect(decode(line)).to.deep.equal(value));
  }
});
