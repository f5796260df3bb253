// Master files that are sound: what their lines mean (RFC 1035 §5, RFC 2308 §4).

import { expect } from 'chai';
import { apexOwner, printName } from '../../../src/wire/name.ts';
import { RecordType } from '../../../src/wire/protocol.ts';
import { nameOf, ownerOf } from '../../support/dns/make-zone.ts';
import {
  printRecords,
  printRemarks,
  readFiles,
  readSound,
  readText,
  soundOf,
} from '../../support/dns/master-text.ts';

/** [what the file shows, its text, its records] */
const meanings: readonly (readonly [fact: string, text: string, records: readonly string[]])[] = [
  ['names without a final dot are relative', 'www 1 A 192.0.2.1', ['www 1 A 192.0.2.1']],
  ['names with one are not', 'www.example.test. 1 A 192.0.2.1', ['www 1 A 192.0.2.1']],
  [
    'names are compared without case',
    'WwW 1 A 192.0.2.1\nwww 1 A 192.0.2.2',
    ['www 1 A 192.0.2.1', 'www 1 A 192.0.2.2'],
  ],
  ['"@" is the origin', '@ 1 A 192.0.2.1', ['@ 1 A 192.0.2.1']],
  ['an escaped "@" is not', '\\@ 1 A 192.0.2.1', ['\\064 1 A 192.0.2.1']],
  [
    'a line that begins with a blank goes on with the name before',
    'a 1 A 192.0.2.1\n\t1 AAAA 2001:db8::1',
    ['a 1 A 192.0.2.1', 'a 1 AAAA 2001:db8::1'],
  ],
  [
    'empty lines and comments do not end a name',
    'a 1 A 192.0.2.1\n\n; x\n   ; y\n 1 A 192.0.2.2',
    ['a 1 A 192.0.2.1', 'a 1 A 192.0.2.2'],
  ],
  ['the TTL stands before the class', 'a 1 IN A 192.0.2.1', ['a 1 A 192.0.2.1']],
  ['the TTL stands behind the class', 'a IN 1 A 192.0.2.1', ['a 1 A 192.0.2.1']],
  ['class and type are written in either case', 'a in 1 a 192.0.2.1', ['a 1 A 192.0.2.1']],
  ['the class has a number as well', 'a CLASS1 1 A 192.0.2.1', ['a 1 A 192.0.2.1']],
  ['a name may look like a class', 'in 1 in A 192.0.2.1', ['in 1 A 192.0.2.1']],
  ['a name may look like a type', 'mx 1 MX 0 mx', ['mx 1 MX 0 mx.example.test.']],
  ['a name may look like a TTL', '300 1 A 192.0.2.1', ['300 1 A 192.0.2.1']],
  ['a TTL has units', 'a 1w2d3h4m5s A 192.0.2.1', ['a 788645 A 192.0.2.1']],
  ['units are written in either case', 'a 1H30M A 192.0.2.1', ['a 5400 A 192.0.2.1']],
  [
    '$TTL applies to what follows',
    '$TTL 5\na A 192.0.2.1\n$TTL 1m\nb A 192.0.2.1',
    ['a 5 A 192.0.2.1', 'b 60 A 192.0.2.1'],
  ],
  [
    '$TTL comes before the TTL of the record before',
    '$TTL 5\na 9 A 192.0.2.1\nb A 192.0.2.1',
    ['a 9 A 192.0.2.1', 'b 5 A 192.0.2.1'],
  ],
  [
    'without $TTL the last TTL goes on',
    'a 9 A 192.0.2.1\nb A 192.0.2.1',
    ['a 9 A 192.0.2.1', 'b 9 A 192.0.2.1'],
  ],
  [
    'without any TTL the minimum of the SOA counts',
    '@ SOA a b 1 2 3 4 55\na A 192.0.2.1',
    ['a 55 A 192.0.2.1'],
  ],
  ['the TTL of the SOA is a last TTL', '@ 9 SOA a b 1 2 3 4 55\na A 192.0.2.1', ['a 9 A 192.0.2.1']],
  ['without any hint the default of the zone counts', 'a A 192.0.2.1', ['a 7 A 192.0.2.1']],
  [
    '$ORIGIN completes names from there on',
    '$ORIGIN sub\na 1 CNAME b\n$ORIGIN example.test.\nb 1 CNAME a',
    ['a.sub 1 CNAME b.sub.example.test.', 'b 1 CNAME a.example.test.'],
  ],
  [
    '$ORIGIN may be above the zone',
    '$ORIGIN test.\nexample 1 MX 0 mail.example',
    ['@ 1 MX 0 mail.example.test.'],
  ],
  ['$ORIGIN may be the root', '$ORIGIN .\na.example.test 1 MX 0 b', ['a 1 MX 0 b.']],
  ['directives are written in either case', '$origin sub\n$Ttl 3\na A 192.0.2.1', ['a.sub 3 A 192.0.2.1']],
  [
    '$ORIGIN does not change the name before',
    'a 1 A 192.0.2.1\n$ORIGIN sub\n 1 A 192.0.2.2',
    ['a 1 A 192.0.2.1', 'a 1 A 192.0.2.2'],
  ],
  ['parentheses join lines', 'a 1 TXT ( "b" ; comment )\n  c\n) d', ['a 1 TXT "b" "c" "d"']],
  ['parentheses stand anywhere', '( a\n1 ) A(192.0.2.1)', ['a 1 A 192.0.2.1']],
  ['parentheses hold nothing', 'a () 1 A 192.0.2.1', ['a 1 A 192.0.2.1']],
  ['in quotation marks nothing is special', 'a 1 TXT "; ( ) \\" $ @"', ['a 1 TXT "; ( ) \\" $ @"']],
  ['a semicolon ends a word', 'a 1 TXT b;c', ['a 1 TXT "b"']],
  ['an escaped semicolon does not', 'a 1 TXT b\\;c', ['a 1 TXT "b;c"']],
  ['an escape is a character or a number', 'a 1 TXT \\"\\032\\200', ['a 1 TXT "\\" \\200"']],
  ['an escaped dot does not part labels', 'a\\.b 1 A 192.0.2.1', ['a\\046b 1 A 192.0.2.1']],
  ['names hold any octet', 'a\\000\\255b 1 A 192.0.2.1', ['a\\000\\255b 1 A 192.0.2.1']],
  [
    'wildcards stand anywhere',
    '*.a 1 A 192.0.2.1\nb.*.a 1 A 192.0.2.1',
    ['*.a 1 A 192.0.2.1', 'b.*.a 1 A 192.0.2.1'],
  ],
  ['a quoted string right behind a word is another', 'a 1 TXT b"c"', ['a 1 TXT "b" "c"']],
  ['unknown types are written as numbers', 'a 1 TYPE65280 \\# 2 0a0b', ['a 1 TYPE65280 \\# 2 0a0b']],
  ['repeated records are one', 'a 1 A 192.0.2.1\na 1 A 192.0.2.1', ['a 1 A 192.0.2.1']],
  [
    'lines end with CR and LF',
    '$TTL 1\r\na A 192.0.2.1\r\n A 192.0.2.2\r\n',
    ['a 1 A 192.0.2.1', 'a 1 A 192.0.2.2'],
  ],
  ['a byte order mark is passed over', '\ufeffa 1 A 192.0.2.1', ['a 1 A 192.0.2.1']],
  ['form feeds are blanks', 'a\f1\vA 192.0.2.1', ['a 1 A 192.0.2.1']],
  ['characters in strings are their octets in UTF-8', 'a 1 TXT "é"', ['a 1 TXT "\\195\\169"']],
  ['an escaped character is itself', 'a 1 TXT \\é', ['a 1 TXT "\\195\\169"']],
  ['"$" begins no directive unless it is in the first column', 'a 1 TXT $TTL', ['a 1 TXT "$TTL"']],
];

describe('readMasterFile', () => {
  for (const [fact, text, records] of meanings)
    it(`knows that ${fact}`, () => {
      expect(printRecords(readSound(text))).to.deep.equal(records);
    });

  it('takes octets that are no UTF-8 as they are, in comments and in strings', () => {
    const text = Buffer.from('a 1 TXT "caf\xe9 \\\xe9 \\\\\xe9" b\xe9 ; \xe9\xff\0\n', 'latin1');
    expect(printRecords(readSound(text))).to.deep.equal(['a 1 TXT "caf\\233 \\233 \\\\\\233" "b\\233"']);
  });

  it('keeps the SOA and the NS records of the apex apart', () => {
    const file = readSound(
      '$TTL 60\n@ 30 SOA ns1 host.master ( 1 2m 3 4 5 )\n 40 NS ns1\n NS ns.other.test.\nsub NS ns1',
    );
    const { soa } = file;
    expect(soa).to.deep.include({ serial: 1, refreshSeconds: 120, retrySeconds: 3, expireSeconds: 4 });
    expect(soa).to.deep.include({ minimumSeconds: 5, ttlSeconds: 30 });
    expect([soa?.primary, soa?.mailbox].map((name) => name && printName(name))).to.deep.equal([
      'ns1.example.test.',
      'host.master.example.test.',
    ]);
    expect(soa?.place).to.deep.include({ line: 2, column: 1 });
    expect(file.nameServers.map(printName)).to.deep.equal(['ns1.example.test.', 'ns.other.test.']);
    expect(file.nsTtlSeconds).to.equal(40);
    expect(printRecords(file)).to.deep.equal(['sub 60 NS ns1.example.test.']);
    expect(file.placeOf(apexOwner, RecordType.NS)).to.deep.include({ line: 3, column: 2 });
  });

  it('does without SOA and NS', () => {
    const file = readSound('a 1 A 192.0.2.1');
    expect(file.soa).to.equal(undefined);
    expect(file.nameServers).to.deep.equal([]);
    expect(file.nsTtlSeconds).to.equal(undefined);
  });

  it('takes the SOA again at the end, as a transfer has it', () => {
    const soa = '@ 1 SOA a b 1 2 3 4 5';
    expect(readSound(`${soa}\nx 1 A 192.0.2.1\n${soa}`).remarks).to.deep.equal([]);
  });

  it('knows where the first record of a type stands', () => {
    const file = readSound('$TTL 1\na TXT (\n "é" )\n  A 192.0.2.1\n  A 192.0.2.2');
    expect(file.placeOf(ownerOf('a'), RecordType.TXT)).to.deep.include({ line: 2, column: 1 });
    const place = { line: 4, column: 3, excerpt: 'A 192.0.2.1' };
    expect(file.placeOf(ownerOf('a'), RecordType.A)).to.deep.include(place);
    expect(file.placeOf(ownerOf('a'), RecordType.MX)).to.equal(undefined);
    expect(file.placeOf(ownerOf('b'), RecordType.A)).to.equal(undefined);
  });

  it('shortens a long line around the place', () => {
    const read = readText(`a 1 TXT ${'é'.repeat(500)} "b`);
    const place = read.ok ? undefined : read.problem[0]?.place;
    expect(place?.column).to.equal(510);
    expect(place?.excerpt).to.match(/^…é+ "b$/);
  });

  it('remarks once a file on what is outside the zone, and leaves it out', () => {
    const file = readSound('a 1 A 192.0.2.1\nb.other.test. 1 A 192.0.2.1\n 1 A 192.0.2.2\nc.test. 1 MX bad');
    expect(printRecords(file)).to.deep.equal(['a 1 A 192.0.2.1']);
    expect(printRemarks(file.remarks)).to.deep.equal([
      'zone:2:1: b.other.test. is outside the zone example.test. and left out, and so are 2 more in this file',
    ]);
  });

  it('remarks once on what DNSSEC needs, and leaves it out', () => {
    const types = ['RRSIG', 'NSEC', 'NSEC3', 'NSEC3PARAM', 'DNSKEY', 'CDS', 'CDNSKEY', 'ZONEMD'];
    const file = readSound(`a 1 A 192.0.2.1\n${types.map((type) => `@ 1 ${type} whatever`).join('\n')}`);
    expect(printRecords(file)).to.deep.equal(['a 1 A 192.0.2.1']);
    expect(printRemarks(file.remarks)).to.deep.equal([
      'zone:2:1: is left out, and so are 7 more of DNSSEC: keys, signatures and denials are made here if the zone is signed',
    ]);
  });

  it('keeps the DS records of delegations', () => {
    const ds = `sub 1 DS 1 13 2 ${'AB'.repeat(32)}`;
    expect(printRecords(readSound(ds))).to.deep.equal([ds]);
  });

  it('takes the lowest of several TTLs, and remarks on it once a set', () => {
    const file = readSound('a 9 A 192.0.2.1\na 5 A 192.0.2.2\na 7 A 192.0.2.3\na 6 AAAA 2001:db8::1');
    expect(printRecords(file).map((line) => line.split(' ')[1])).to.deep.equal(['5', '5', '5', '6']);
    expect(printRemarks(file.remarks)).to.deep.equal([
      'zone:2:1: has another TTL (5) than the A records of this name before (9); the lowest counts for all',
    ]);
  });

  describe('for a zone with aliases', () => {
    const settings = { aliasZones: [nameOf('example.org')] };

    it('has names follow the zone that were written relative to it', () => {
      const text =
        '$TTL 1\na MX 0 mail\nb MX 0 mail.example.test.\nc RP d.sub e\n$ORIGIN sub\nf CNAME f\ng A 192.0.2.1';
      expect(printRecords(readSound(text, settings), nameOf('example.org'))).to.deep.equal([
        'a 1 MX 0 mail.example.org.',
        'b 1 MX 0 mail.example.test.',
        'c 1 RP d.sub.example.org. e.example.org.',
        'f.sub 1 CNAME f.sub.example.org.',
        'g.sub 1 A 192.0.2.1',
      ]);
      expect(printRecords(readSound(text, settings))).to.deep.equal(printRecords(readSound(text)));
    });

    it('has names stay that were written relative to something above it', () => {
      const file = readSound('$ORIGIN test.\na.example 1 CNAME b.example', settings);
      expect(printRecords(file, nameOf('example.org'))).to.deep.equal(['a 1 CNAME b.example.test.']);
    });

    it('shares data that is the same in all', () => {
      const [rrset] = readSound('a 1 CNAME b.example.test.', settings).records.get(ownerOf('a')) ?? [];
      expect(rrset?.rdatas[0]).to.be.a('string');
    });

    it('keeps repeated records apart from none', () => {
      const file = readSound('a 1 MX 0 b\na 1 MX 0 b\na 1 MX 0 b.example.test.\na 1 MX 1 b', settings);
      const lines = printRecords(file, nameOf('example.org'));
      expect(lines.map((line) => line.split(' ')[3])).to.deep.equal(['0', '1']);
    });

    it('refuses names that are too long for one of them', () => {
      const aliasZones = [nameOf(`${'a'.repeat(60)}.${'b'.repeat(60)}.test`)];
      const long = ['x', 'y', 'z'].map((letter) => letter.repeat(50)).join('.');
      const read = readText(`${long} 1 A 192.0.2.1\na 1 CNAME ${long}`, { aliasZones });
      const zone = `${aliasZones.map(printName)}`;
      expect(read.ok ? [] : printRemarks(read.problem)).to.deep.equal([
        `zone:1:1: is a name that becomes too long in the alias zone ${zone}; shorten it`,
        `zone:2:5: has a name that becomes too long in the alias zone ${zone}; shorten it`,
      ]);
    });
  });

  describe('$INCLUDE', () => {
    const read = (files: Record<string, string>) => soundOf(readFiles(files));

    it('reads the records of the file as if they stood there', () => {
      const file = read({ zone: '$TTL 5\n$INCLUDE more\nb A 192.0.2.2', more: 'a A 192.0.2.1' });
      expect(printRecords(file)).to.deep.equal(['a 5 A 192.0.2.1', 'b 5 A 192.0.2.2']);
      expect(file.files.map((path) => path.split('/').at(-1))).to.deep.equal(['zone', 'more']);
      expect(file.placeOf(ownerOf('a'), RecordType.A)?.source).to.equal(file.files[1]);
    });

    it('may give an origin, and takes the own one up again behind the file (RFC 1035 §5.1)', () => {
      const file = read({
        zone: '$TTL 5\nx A 192.0.2.1\n$INCLUDE more sub\n A 192.0.2.2\ny A 192.0.2.3',
        more: ' A 192.0.2.4\na A 192.0.2.5\n$ORIGIN deeper\nb A 192.0.2.6',
      });
      expect(printRecords(file).sort()).to.deep.equal([
        'a.sub 5 A 192.0.2.5',
        'b.deeper.sub 5 A 192.0.2.6',
        'x 5 A 192.0.2.1',
        'x 5 A 192.0.2.2',
        'x 5 A 192.0.2.4',
        'y 5 A 192.0.2.3',
      ]);
    });

    it('finds files beside the file that includes them, and writes names with blanks in quotation marks', () => {
      const file = read({
        zone: '$INCLUDE "a b/\\099.zone"',
        'a b/c.zone': '$INCLUDE d.zone',
        'a b/d.zone': 'a 1 A 192.0.2.1',
      });
      expect(printRecords(file)).to.deep.equal(['a 1 A 192.0.2.1']);
    });

    it('may name a file twice', () => {
      const file = read({ zone: '$INCLUDE more a\n$INCLUDE more b', more: 'x 1 A 192.0.2.1' });
      expect(printRecords(file)).to.deep.equal(['x.a 1 A 192.0.2.1', 'x.b 1 A 192.0.2.1']);
    });
  });
});
