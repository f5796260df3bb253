// Record data: values to octets, and where names are in it.

import { expect } from 'chai';
import type { ByteString } from '../../src/base/byte-string.ts';
import { parseIpAddress } from '../../src/wire/ip-address.ts';
import { type Name, parseName } from '../../src/wire/name.ts';
import { RecordType } from '../../src/wire/protocol.ts';
import {
  addressRdata,
  compressibleNames,
  endOfName,
  nsRdata,
  type Rdata,
  soaRdata,
} from '../../src/wire/rdata.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';

function hex(rdata: string): string {
  return Buffer.from(rdata, 'latin1').toString('hex');
}

function addressHex(text: string): string {
  const address = parseIpAddress(text);
  if (address === undefined) throw new Error(text);
  return hex(addressRdata(address));
}

function name(text: string): Name {
  const parsed = parseName(text);
  if (!parsed.ok) throw new Error(parsed.problem.kind);
  return parsed.value;
}

const soa = soaRdata({
  primary: name('ns1.example.com'),
  mailbox: name('hostmaster.example.com'),
  serial: 0xffff_fffe,
  refreshSeconds: 600,
  retrySeconds: 60,
  expireSeconds: 604_800,
  minimumSeconds: 0x7fff_ffff,
});

describe('addressRdata', () => {
  const table: readonly (readonly [string, string])[] = [
    ['192.0.2.1', 'c0000201'],
    ['255.0.0.255', 'ff0000ff'],
    ['2001:db8::1', '20010db8000000000000000000000001'],
    ['::', '00000000000000000000000000000000'],
    ['1::', '00010000000000000000000000000000'],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
    ['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
    ['2001:db8:0:0:1::', '20010db8000000000001000000000000'],
  ];
  for (const [text, octets] of table) {
    it(`writes ${text}`, () => expect(addressHex(text)).to.equal(octets));
  }

  it(`writes what any sixteen octets print as, with zeros in all places (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    for (let i = 0; i < 2000; i++) {
      const groups = Array.from({ length: 8 }, () => (random.chance(0.6) ? 0 : random.below(0x1_0000)));
      const octets = groups.map((group) => group.toString(16).padStart(4, '0')).join('');
      const text = groups.map((group) => group.toString(16)).join(':');
      expect(addressHex(text), text).to.equal(octets);
    }
  });
});

describe('nsRdata and soaRdata', () => {
  it('write names uncompressed, up to labels of 63 octets', () => {
    expect(nsRdata(name('ns1.example.com'))).to.equal('\x03ns1\x07example\x03com\0');
    const longest = [63, 63, 63, 61].map((count) => 'a'.repeat(count)).join('.');
    expect(nsRdata(name(longest))).to.equal(name(longest));
  });

  it('write the fields of an SOA in the order of RFC 1035 §3.3.13, unsigned', () => {
    const names = '\x03ns1\x07example\x03com\0\x0ahostmaster\x07example\x03com\0';
    expect(soa.startsWith(names)).to.equal(true);
    expect(hex(soa.slice(names.length))).to.equal('fffffffe000002580000003c00093a807fffffff');
  });
});

describe('names in record data', () => {
  it('end behind their zero octet', () => {
    expect(endOfName('\xff\x01a\x02bc\0\xff' as ByteString, 1)).to.equal(7);
    expect(endOfName('\0' as ByteString, 0)).to.equal(1);
  });

  it('may be compressed in the types of RFC 1035 only', () => {
    expect(compressibleNames(RecordType.NS, nsRdata(name('a.b')))).to.deep.equal([0]);
    expect(compressibleNames(RecordType.SOA, soa)).to.deep.equal([0, 17]);
    expect(compressibleNames(RecordType.MX, '\0\x0a\x01a\0' as Rdata)).to.deep.equal([2]);
    expect(compressibleNames(RecordType.SRV, '\0\0\0\0\0\x35\x01a\0' as Rdata)).to.deep.equal([]);
    expect(compressibleNames(RecordType.MINFO, '\x01a\0\x01b\0' as Rdata)).to.deep.equal([0, 3]);
    for (const type of [
      RecordType.DNAME,
      RecordType.RP,
      RecordType.AFSDB,
      RecordType.SVCB,
      RecordType.NAPTR,
    ]) {
      expect(compressibleNames(type, '\0\x01\x01a\0\x01b\0' as Rdata)).to.deep.equal([]);
    }
    expect(compressibleNames(RecordType.A, '\x01\x02\x03\x04' as Rdata)).to.deep.equal([]);
  });
});
