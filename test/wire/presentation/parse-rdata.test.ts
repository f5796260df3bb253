// Presentation format -> record data: the forms that all types share, and the data of the types of RFC 1035 and their like.

import { expect } from 'chai';
import { splitFields } from '../../../src/wire/presentation/fields.ts';
import { parseRdata } from '../../../src/wire/presentation/parse-rdata.ts';
import { printRdata } from '../../../src/wire/presentation/print-rdata.ts';
import { nameOf } from '../../support/dns/make-zone.ts';
import { parseRecord, rdataOf } from '../../support/dns/parse-record.ts';

const origin = nameOf('example.test');

describe('parseRdata', () => {
  /** What is written, the octets, and what they print as when it is something else. */
  const good: readonly (readonly [string, string, string?])[] = [
    ['A 192.0.2.1', '\xc0\0\x02\x01'],
    ['AAAA 2001:DB8:0::1', '\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01', '2001:db8::1'],
    ['NS ns1', `\x03ns1${origin}`, 'ns1.example.test.'],
    ['NS NS1.Example.NET.', '\x03ns1\x07example\x03net\0', 'ns1.example.net.'],
    ['CNAME @', origin, 'example.test.'],
    ['CNAME .', '\0'],
    ['DNAME a\\.b\\000.test.', '\x04a.b\0\x04test\0', 'a\\046b\\000.test.'],
    ['PTR *.a*b.', '\x01*\x03a*b\0'],
    ['MX 10 mail', `\0\x0a\x04mail${origin}`, '10 mail.example.test.'],
    // RFC 7505 §3
    ['MX 0 .', '\0\0\0'],
    ['SRV 65535 0 5060 sip.test.', '\xff\xff\0\0\x13\xc4\x03sip\x04test\0'],
    [
      'SOA ns1 host.master 4294967295 1h 15m 2w 1h30m',
      `\x03ns1${origin}\x04host\x06master${origin}\xff\xff\xff\xff\0\0\x0e\x10\0\0\x03\x84\0\x12\x75\0\0\0\x15\x18`,
      'ns1.example.test. host.master.example.test. 4294967295 3600 900 1209600 5400',
    ],
    ['TXT "a b" c ""', '\x03a b\x01c\0', '"a b" "c" ""'],
    ['TXT "v=DKIM1; p=a\\"b\\\\c\\032"', '\x11v=DKIM1; p=a"b\\c ', '"v=DKIM1; p=a\\"b\\\\c "'],
    ['TXT \\000\\255\\;', '\x03\0\xff;', '"\\000\\255;"'],
    ['TXT "é€"', '\x05\xc3\xa9\xe2\x82\xac', '"\\195\\169\\226\\130\\172"'],
    [`TXT ${'x'.repeat(255)}`, `\xff${'x'.repeat(255)}`, `"${'x'.repeat(255)}"`],
    ['SPF "v=spf1 -all"', '\x0bv=spf1 -all'],
    ['HINFO PC "Debian GNU/Linux"', '\x02PC\x10Debian GNU/Linux', '"PC" "Debian GNU/Linux"'],
    // RFC 1183 §2.2
    ['RP louie.trantor.umd.edu. .', '\x05louie\x07trantor\x03umd\x03edu\0\0'],
    ['AFSDB 1 afsdb', `\0\x01\x05afsdb${origin}`, '1 afsdb.example.test.'],
    // RFC 3403 §6.2
    [
      'NAPTR 100 50 "a" "z3950+N2L+N2C" "" cidserver.example.com.',
      '\0\x64\0\x32\x01a\x0dz3950+N2L+N2C\0\x09cidserver\x07example\x03com\0',
    ],
    [
      'NAPTR 100 10 "" "" "!^urn:cid:.+@([^\\\\.]+\\\\.)(.*)$!\\\\2!i" .',
      '\0\x64\0\x0a\0\0\x21!^urn:cid:.+@([^\\.]+\\.)(.*)$!\\2!i\0',
    ],
    // RFC 8659 §4.2, §4.3, §4.4
    ['CAA 0 issue "ca1.example.net"', '\0\x05issueca1.example.net'],
    ['CAA 0 issue ";"', '\0\x05issue;'],
    ['CAA 0 issuewild ca1.example.net', '\0\x09issuewildca1.example.net', '0 issuewild "ca1.example.net"'],
    ['CAA 128 tbs "Unknown"', '\x80\x03tbsUnknown'],
    ['CAA 0 issue "ca1.example.net; account=230123"', '\0\x05issueca1.example.net; account=230123'],
    ['CAA 0 Iodef ""', '\0\x05Iodef'],
    // RFC 7553 §4.6, with the priority and weight of its §7
    ['URI 10 1 "ftp://ftp1.example.com/public"', '\0\x0a\0\x01ftp://ftp1.example.com/public'],
    // RFC 3597 §5
    ['TYPE65280 \\# 0', ''],
    ['TYPE731 \\# 6 abcd ef 01 23 45', '\xab\xcd\xef\x01\x23\x45', '\\# 6 abcdef012345'],
    ['A \\# 4 0A000001', '\x0a\0\0\x01', '10.0.0.1'],
    ['TYPE1 192.0.2.1', '\xc0\0\x02\x01'],
    ['NS \\# 4 02 414200', '\x02ab\0', 'ab.'],
    ['TXT "\\\\#" 1', '\x02\\#\x011', '"\\\\#" "1"'],
  ];
  for (const [line, octets, printed] of good) {
    it(`reads ${line.slice(0, 60)}, and reads again what that prints as`, () => {
      const { type } = parseRecord(line);
      const rdata = rdataOf(line);
      expect(rdata).to.equal(octets);
      const text = printRdata(type, rdata);
      expect(text).to.equal(printed ?? line.replace(/^\S+ /, ''));
      expect(parseRdata(type, splitFields(text), origin)).to.deep.equal({
        ok: true,
        value: { rdata, isRelative: false },
      });
    });
  }

  it('tells whether a name was completed with the origin', () => {
    for (const [line, isRelative] of [
      ['MX 10 mail', true],
      ['MX 10 @', true],
      ['MX 10 mail.', false],
      ['RP a. b', true],
      ['A 192.0.2.1', false],
    ] as const) {
      expect(parseRecord(line), line).to.have.nested.property('value.isRelative', isRelative);
    }
  });

  const bad: readonly (readonly [string, string])[] = [
    ['A', 'the address is missing; write an IPv4 address such as 192.0.2.1'],
    ['A 192.0.2.256', 'the address "192.0.2.256" is not an IPv4 address such as 192.0.2.1'],
    ['A 2001:db8::1', 'the address "2001:db8::1" is not an IPv4 address such as 192.0.2.1'],
    ['A "192.0.2.1"', 'the address "192.0.2.1" is quoted; remove the quotes'],
    ['A 192.0.2.1 192.0.2.2', '"192.0.2.2" is one field too many; remove it'],
    ['AAAA fe80::1%eth0', 'the address "fe80::1%eth0" is not an IPv6 address such as 2001:db8::1'],
    ['AAAA 192.0.2.1', 'the address "192.0.2.1" is not an IPv6 address such as 2001:db8::1'],
    ['MX mail', 'the preference "mail" is not a whole number from 0 to 65535'],
    ['MX 65536 mail', 'the preference "65536" is not a whole number from 0 to 65535'],
    ['MX -1 mail', 'the preference "-1" is not a whole number from 0 to 65535'],
    ['MX 1e3 mail', 'the preference "1e3" is not a whole number from 0 to 65535'],
    ['MX 10', 'the exchange is missing; write a domain name'],
    ['MX 10 "mail"', 'the exchange "mail" is quoted; remove the quotes'],
    [
      'MX 10 mail..test.',
      'the exchange "mail..test." has two dots in a row or a dot at an end; remove the extra dot',
    ],
    ['MX 10 mäil', 'the exchange "mäil" is not ASCII; write "xn--mil-qla"'],
    [
      'CNAME a\\300',
      'the target "a\\\\300" has a backslash that escapes nothing; write "\\." for a dot in a label, "\\\\" for a backslash, or an octet\'s decimal number in three digits: "\\032"',
    ],
    ['SOA a b 1 2y 3 4 5', 'the refresh "2y" is not a number of seconds, or 30m, 2h, 1d, 1w'],
    ['SOA a b 4294967296 2 3 4 5', 'the serial "4294967296" is not a whole number from 0 to 4294967295'],
    ['SOA a b 1 9999w 3 4 5', 'the refresh "9999w" is not a number of seconds, or 30m, 2h, 1d, 1w'],
    ['TXT', 'the text is missing; write a string, "" if it is empty'],
    ['TXT "a', 'the string "a" has no closing quote'],
    [
      'TXT a\\25',
      'the text "a\\\\25" has a backslash that escapes nothing; write "\\\\" for a backslash, or an octet\'s number in three digits: "\\032"',
    ],
    [
      `TXT "${'x'.repeat(256)}"`,
      `the text "${'x'.repeat(255)}…" (256 characters) has 256 octets, and a string holds at most 255; split it into several: "first part" "second part"`,
    ],
    ['HINFO PC', 'the operating system is missing; write a string, "" if it is empty'],
    [
      'CAA 0 is-sue "x"',
      'the tag "is-sue" is not a tag of letters and digits, such as issue, issuewild or iodef',
    ],
    ['CAA 256 issue "x"', 'the flags "256" is not a whole number from 0 to 255'],
    ['CAA 0 issue', 'the value is missing; write it in quotes'],
    ['CAA 0 issue a b', '"b" is one field too many; remove it'],
    ['URI 1 2 ""', 'the target "" is empty; write something between the quotes'],
    ['URI 1 2 http://x', 'the target "http://x" has no quotes; write it in quotes'],
    ['A \\# 3 0a0000', 'the octets behind "\\#" are no data of type A; write them as A records are written'],
    ['NS \\# 2 c000', 'the octets behind "\\#" are no data of type NS; write them as NS records are written'],
    ['TYPE65280 \\#', 'the number of octets is missing; write how many octets follow'],
    ['TYPE65280 \\# x', 'the number of octets "x" is not a whole number from 0 to 65535'],
    ['TYPE65280 \\# 65536', 'the number of octets "65536" is not a whole number from 0 to 65535'],
    ['TYPE65280 \\# 2 xy', 'the octets "xy" are not hexadecimal digits'],
    [
      'TYPE65280 \\# 2 abc',
      '2 octets are announced behind "\\#", and 3 hexadecimal digits follow; an octet has two',
    ],
    [
      'TYPE65280 192.0.2.1',
      'data of type TYPE65280 is written as "\\# 4 0a000001": a backslash and "#", the number of octets, and the octets in hexadecimal',
    ],
    ['OPT \\# 0', 'OPT is not a type of records in zones'],
    ['AXFR \\# 0', 'AXFR is not a type of records in zones'],
    ['TYPE128 \\# 0', 'TYPE128 is not a type of records in zones'],
  ];
  for (const [line, message] of bad) {
    it(`refuses ${line.slice(0, 60)}`, () => {
      const parsed = parseRecord(line);
      expect(parsed.ok ? 'nothing' : parsed.problem.message).to.equal(message);
    });
  }

  it('points at the field that is wrong', () => {
    expect(parseRecord('SRV 1 2 x mail')).to.have.nested.property('problem.field.at', 4);
    expect(parseRecord('CAA 0 issue a b')).to.have.nested.property('problem.field.text', 'b');
  });

  it('refuses more octets than fit into a record', () => {
    const parsed = parseRecord(`CAA 0 issue ${'x'.repeat(0xffff)}`);
    expect(parsed).to.have.nested.property(
      'problem.message',
      'the data has 65542 octets; at most 65535 fit into a record',
    );
  });
});
