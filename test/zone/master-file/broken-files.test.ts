// Broken master files, each with what is said about it and where.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how BIND writes its placeholders

import { expect } from 'chai';
import { printRemarks, readText } from '../../support/dns/master-text.ts';

const unknownType =
  'is not a type of records known here; others are written as "TYPE123 \\# 2 0a0b" (RFC 3597)';
const blankFirst =
  'is not a type of records; names start in the first column, and a line that begins with a blank goes on with the name before';
const directives = 'is not a directive; there are $ORIGIN, $TTL, $INCLUDE, $GENERATE';
const badEscape =
  'has a backslash that escapes nothing; write "\\." for a dot in a label, "\\\\" for a backslash, or an octet\'s decimal number in three digits: "\\032"';
const ttl = 'is not a TTL; write seconds, or units such as "1h30m" or "2w"';

/** [what is broken, the text, what is said] */
const broken: readonly (readonly [what: string, text: string | Buffer, said: readonly string[]])[] = [
  ['empty file', '', ['1:1: holds no records of the zone']],
  ['only comments', '; a\n\n  ; b', ['1:1: holds no records of the zone']],
  ['only records of another zone', 'a.other.test. 1 A 192.0.2.1', ['1:1: holds no records of the zone']],
  ['name alone', 'a', ['1:1: ends before the type of a record']],
  ['name and TTL', 'a 300', ['1:3: ends before the type of a record']],
  ['no data', 'a A', ['1:3: the address is missing; write an IPv4 address such as 192.0.2.1']],
  [
    'data of another type',
    'a A 2001:db8::1',
    ['1:5: the address "2001:db8::1" is not an IPv4 address such as 192.0.2.1'],
  ],
  ['too much data', 'a A 192.0.2.1 192.0.2.2', ['1:15: "192.0.2.2" is one field too many; remove it']],
  ['unknown type', 'a FOO x', [`1:3: "FOO" ${unknownType}`]],
  [
    'type of others',
    'a ANAME x',
    ['1:3: "ANAME" is not a type of records; the configuration has "alias" for that'],
  ],
  ['type of questions', 'a ANY x', ['1:3: ANY is not a type of records in zones']],
  ['type of transfers', 'a AXFR x', ['1:3: AXFR is not a type of records in zones']],
  ['type in quotation marks', 'a "A" 192.0.2.1', [`1:3: "A" ${unknownType}`]],
  ['other class', 'a CH TXT x', ['1:3: "CH" is not the class IN, which is the only one served here']],
  [
    'class by another number',
    'a CLASS3 TXT x',
    ['1:3: "CLASS3" is not the class IN, which is the only one served here'],
  ],
  ['two classes', 'a IN IN A 192.0.2.1', [`1:6: "IN" ${unknownType}`]],
  ['two TTLs', 'a 1 2 A 192.0.2.1', [`1:5: "2" ${unknownType}`]],
  ['unit that does not exist', 'a 5y A 192.0.2.1', [`1:3: "5y" ${ttl}`]],
  [
    'TTL beyond 31 bits',
    'a 2147483648 A 192.0.2.1',
    ['1:3: "2147483648" is too long; a TTL has at most 2147483647 seconds'],
  ],
  ['blank before the first name', ' www 1 A 192.0.2.1', [`1:2: "www" ${blankFirst}`]],
  ['blank before a name', 'a A 192.0.2.1\n b A 192.0.2.1', [`2:2: "b" ${blankFirst}`]],
  [
    'no name before',
    ' A 192.0.2.1',
    ['1:2: begins with a blank, but no name stands before it; begin it with a name, or with "@"'],
  ],
  ['name in quotation marks', '"a" A 192.0.2.1', ['1:1: is a name in quotation marks; remove them']],
  [
    'two dots',
    'a..b A 192.0.2.1',
    ['1:1: "a..b" has two dots in a row or a dot at an end; remove the extra dot'],
  ],
  [
    'long label',
    `${'a'.repeat(64)} A 192.0.2.1`,
    [`1:1: "${'a'.repeat(64)}" has a label of 64 characters ("aaaaaaaaaaaa…"); at most 63 are allowed`],
  ],
  [
    'broken name, and records that go on with it',
    'a..b A 192.0.2.1\n A 192.0.2.2\nb A x',
    [
      '1:1: "a..b" has two dots in a row or a dot at an end; remove the extra dot',
      '3:5: the address "x" is not an IPv4 address such as 192.0.2.1',
    ],
  ],
  [
    'open quotation mark',
    'a TXT "b\nc A x',
    [
      '1:7: opens a quotation mark that is not closed in its line',
      '2:5: the address "x" is not an IPv4 address such as 192.0.2.1',
    ],
  ],
  [
    'open quotation mark at the end',
    'a TXT "',
    ['1:7: opens a quotation mark that is not closed in its line'],
  ],
  [
    'open quotation mark before an escaped one',
    'a TXT "b\\"\n',
    ['1:7: opens a quotation mark that is not closed in its line'],
  ],
  [
    'open parenthesis',
    'a A 192.0.2.1\nb TXT ( c\nd A 192.0.2.1\n',
    ['2:7: opens a parenthesis that is never closed'],
  ],
  [
    'open parenthesis before another',
    'a TXT ( b\nc TXT ( d )\ne A x',
    [
      '1:7: opens a parenthesis that is not closed before line 2 opens another',
      '3:5: the address "x" is not an IPv4 address such as 192.0.2.1',
    ],
  ],
  [
    'parenthesis in another',
    'a TXT ( b ( c\n ) )\nd A x',
    [
      '1:11: opens a parenthesis inside another; remove the inner ones',
      '3:5: the address "x" is not an IPv4 address such as 192.0.2.1',
    ],
  ],
  [
    'closing parenthesis',
    'a TXT b )\nc A x',
    [
      '1:9: closes a parenthesis that was not opened; remove it, or write it in quotation marks',
      '2:5: the address "x" is not an IPv4 address such as 192.0.2.1',
    ],
  ],
  [
    'mistake in the third line of parentheses',
    'a SOA b c (\n 1 2 ; é\n "é" 3 x 5 )',
    ['3:2: the retry "é" is quoted; remove the quotes'],
  ],
  [
    'backslash at the end of a line',
    'a TXT b\\\nc A x',
    [
      '1:8: ends its line with a backslash, which escapes nothing',
      '2:5: the address "x" is not an IPv4 address such as 192.0.2.1',
    ],
  ],
  [
    'backslash at the end of the file',
    'a TXT \\',
    ['1:7: ends its line with a backslash, which escapes nothing'],
  ],
  ['escape beyond 255', 'a\\256 A 192.0.2.1', [`1:1: "a\\\\256" ${badEscape}`]],
  [
    'zero octet',
    'a TXT b\0c\nd A x',
    [
      '1:8: is a zero octet; write "\\000" where one is meant',
      '2:5: the address "x" is not an IPv4 address such as 192.0.2.1',
    ],
  ],
  [
    'zero octet in quotation marks',
    'a TXT "b\0"',
    ['1:9: is a zero octet; write "\\000" where one is meant'],
  ],
  [
    'column behind characters of several octets',
    'a TXT "é" b) ; é',
    ['1:12: closes a parenthesis that was not opened; remove it, or write it in quotation marks'],
  ],
  ['unknown directive', '$FOO bar', [`1:1: "$FOO" ${directives}`]],
  [
    'directive behind a blank',
    'a 1 A 192.0.2.1\n $TTL 5',
    ['2:2: "$TTL" is no type of records; directives start in the first column'],
  ],
  ['$ORIGIN without a name', '$ORIGIN', ['1:1: lacks a name, as in "$ORIGIN example.com."']],
  ['$ORIGIN with two', '$ORIGIN a b', ['1:11: "b" is one field too many; remove it']],
  [
    '$ORIGIN that is no name',
    '$ORIGIN a..b',
    ['1:9: "a..b" has two dots in a row or a dot at an end; remove the extra dot'],
  ],
  ['$TTL without a TTL', '$TTL ; soon', ['1:1: lacks a TTL, as in "$TTL 1h"']],
  ['$TTL that is none', '$TTL soon', [`1:6: "soon" ${ttl}`]],
  [
    '$GENERATE without fields',
    '$GENERATE 1-2',
    ['1:1: lacks fields, as in "$GENERATE 1-9 host$ A 192.0.2.$"'],
  ],
  [
    '$GENERATE without a range',
    '$GENERATE 5 a A 192.0.2.1',
    ['1:11: "5" is not a range; write "1-10" or, with a step, "0-100/2"'],
  ],
  [
    '$GENERATE backwards',
    '$GENERATE 5-1 a A 192.0.2.1',
    ['1:11: "5-1" is a range that ends before it starts'],
  ],
  [
    '$GENERATE without steps',
    '$GENERATE 1-5/0 a A 192.0.2.1',
    ['1:11: "1-5/0" is a range with a step of zero'],
  ],
  [
    '$GENERATE with a billion',
    '$GENERATE 1-1000000000 a$ A 192.0.2.1',
    ['1:11: "1-1000000000" is a range of 1000000000 steps; at most 65536'],
  ],
  [
    '$GENERATE with a placeholder that is none',
    '$GENERATE 1-2 a${x} A 192.0.2.1',
    [
      '1:15: "a${x}" has a "$" whose braces hold something else than an offset, a width and a base, as in "{0,3,d}"',
    ],
  ],
  [
    '$GENERATE with a long number',
    '$GENERATE 1-2 a${0,999} A 192.0.2.1',
    ['1:15: "a${0,999}" asks for a width of 999; at most 255'],
  ],
  ['$GENERATE below zero', '$GENERATE 1-2 a${-2} A 192.0.2.1', ['1:11: makes a negative number of 1']],
  [
    '$GENERATE of what does not exist',
    '$GENERATE 254-300 a$ A 192.0.2.$',
    ['1:24: in step 256: the address "192.0.2.256" is not an IPv4 address such as 192.0.2.1'],
  ],
  [
    '$GENERATE of long names',
    `$GENERATE 9-10 ${'a'.repeat(62)}$ A 192.0.2.1`,
    [
      `1:16: in step 10: "${'a'.repeat(62)}10" has a label of 64 characters ("aaaaaaaaaaaa…"); at most 63 are allowed`,
    ],
  ],
  ['$GENERATE without a type', '$GENERATE 1-2 a$', ['1:15: ends before the type of a record']],
  [
    'two SOAs',
    '@ SOA a b 1 2 3 4 5\n@ SOA a b 2 2 3 4 5',
    ['2:3: has a second SOA record; the first one is in line 1'],
  ],
  [
    'SOA below the zone',
    'a SOA a b 1 2 3 4 5',
    ['1:3: has an SOA record below the name of the zone; only the zone itself has one'],
  ],
  [
    'SOA of another zone',
    '$ORIGIN other.test.\n@ SOA a b 1 2 3 4 5',
    ["2:3: has the SOA record of other.test., but the zone is example.test.; is it another zone's file?"],
  ],
  [
    'DS of the zone',
    `@ DS 1 13 2 ${'ab'.repeat(32)}`,
    ['1:3: has a DS record of the zone itself; it belongs into the zone above'],
  ],
  [
    'more types at a name than anybody needs',
    Array.from({ length: 101 }, (_, i) => `a TYPE${65280 + i} \\# 0`).join('\n'),
    ['101:3: is one more type at a name with 100'],
  ],
  [
    'more records of a type than an answer holds',
    Array.from({ length: 4000 }, (_, i) => `a A 192.0.${i >> 8}.${i & 255}`).join('\n'),
    [
      '1:1: is the first of 4000 A records of this name, which take 64000 octets; an answer has room for 60000',
    ],
  ],
  [
    "BIND's raw format",
    Buffer.from('000000020000000100000000', 'hex'),
    ['1:1: is in BIND\'s raw format; convert it with "named-compilezone -f raw -F text"'],
  ],
  ['compressed file', Buffer.from('1f8b0800', 'hex'), ['1:1: is compressed; unpack it with gunzip']],
  ['UTF-16', Buffer.from('\ufeff$TTL 1', 'utf16le'), ['1:1: is UTF-16; save it as UTF-8']],
  [
    'private key',
    '-----BEGIN PRIVATE KEY-----\nMC4CAQ\n',
    ['1:1: is a key or a certificate, not a master file'],
  ],
  ['HTML', '<!DOCTYPE html>\n<html>', ['1:1: is HTML or XML, not a master file']],
];

describe('readMasterFile with broken files', () => {
  for (const [what, text, said] of broken)
    it(`explains: ${what}`, () => {
      const read = readText(text);
      expect(read.ok ? [] : printRemarks(read.problem)).to.deep.equal(said.map((line) => `zone:${line}`));
    });
});
