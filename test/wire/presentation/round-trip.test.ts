// Record data of every type, random but repeatable: printed, read again, spoilt, and judged by another project's reader.

import { expect } from 'chai';
import { rootName } from '../../../src/wire/name.ts';
import { splitFields } from '../../../src/wire/presentation/fields.ts';
import { parseRdata } from '../../../src/wire/presentation/parse-rdata.ts';
import { printRdata } from '../../../src/wire/presentation/print-rdata.ts';
import { rdataFormats } from '../../../src/wire/presentation/rdata-formats.ts';
import { printRecordType } from '../../../src/wire/protocol.ts';
import type { Rdata } from '../../../src/wire/rdata.ts';
import { madeTypes, makeRdata } from '../../support/dns/random-rdata.ts';
import { createSeededRandom, type SeededRandom, testSeed } from '../../support/seeded-random.ts';

const parse = (type: number, text: string) => parseRdata(type, splitFields(text), rootName);

describe(`record data of every type (TEST_SEED=${testSeed})`, () => {
  it('is all made here', () => {
    expect([...rdataFormats.keys()].filter((type) => !madeTypes.includes(type))).to.deep.equal([]);
  });

  for (const type of madeTypes) {
    it(`${printRecordType(type)} is what it prints as, in its own form and in the generic one`, () => {
      const random = createSeededRandom(testSeed + type);
      for (let i = 0; i < 100; i++) {
        const rdata = makeRdata(type, random);
        const text = printRdata(type, rdata);
        const hex = Buffer.from(rdata, 'latin1').toString('hex');
        expect(text.startsWith('\\#'), `${text} of ${hex}`).to.equal(!rdataFormats.has(type));
        expect(text, hex).to.match(/^[ -~]+$/);
        for (const form of [text, `\\# ${rdata.length} ${hex}`]) {
          expect(parse(type, form), form).to.deep.equal({ ok: true, value: { rdata, isRelative: false } });
        }
      }
    });
  }

  it('prints when it is spoilt, as something else or in the generic form, and never throws', () => {
    const random = createSeededRandom();
    let genericCount = 0;
    for (let i = 0; i < 5000; i++) {
      const type = random.pick(madeTypes);
      const rdata = spoil(makeRdata(type, random), random);
      const text = printRdata(type, rdata);
      if (text.startsWith('\\#')) {
        genericCount++;
        continue;
      }
      // Names are the only octets that may come back as others: in lower case.
      const parsed = parse(type, text);
      if (!parsed.ok) throw new Error(`${printRecordType(type)} ${text}: ${parsed.problem.message}`);
      expect(lower(parsed.value.rdata), text).to.equal(lower(rdata));
    }
    // Otherwise nothing was spoilt.
    expect(genericCount).to.be.greaterThan(100);
  });

  it('is refused or read when it is garbage, and never throws', () => {
    const random = createSeededRandom();
    let readCount = 0;
    for (let i = 0; i < 10_000; i++) {
      const type = random.chance(0.9) ? random.pick(madeTypes) : random.below(0x1_0000);
      const parsed = parse(type, garbage(random));
      if (!parsed.ok) {
        expect(parsed.problem.message).to.match(/\S/);
        continue;
      }
      readCount++;
      const { rdata } = parsed.value;
      expect(parse(type, printRdata(type, rdata))).to.have.nested.property('value.rdata', rdata);
    }
    expect(readCount).to.be.greaterThan(100);
  });
});

function lower(rdata: Rdata): string {
  return rdata.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function spoil(rdata: Rdata, random: SeededRandom): Rdata {
  const at = random.below(rdata.length + 1);
  const octet = random.octets(1).toString('latin1');
  const spoilt = random.pick([
    rdata.slice(0, at),
    rdata + octet,
    rdata.slice(0, at) + octet + rdata.slice(at + 1),
    rdata.slice(0, at) + octet + rdata.slice(at),
  ]);
  return spoilt as Rdata;
}

const pieces = [
  ...'0 1 10 255 65536 . @ a.b. *.x \\# \\#1 \\ \\0 \\000 \\256 " "" "a b" "\\" - AA== AA 00 ff aabbcc N S E W 1m alpn=h2'.split(
    ' ',
  ),
  ...'alpn= "h2" port=1 key1= mandatory=alpn ipv4hint=192.0.2.1 192.0.2.1 2001:db8::1 A MX TYPE1 20030322173103 é €'.split(
    ' ',
  ),
  ...'issue ech= , ; ( ) 00-00-5e-00-53-2a PKIX RSASHA1 1h2m'.split(' '),
  'x'.repeat(64),
  'y'.repeat(256),
  '\ud800',
  '\0',
  '\n',
  'a.'.repeat(128),
];

function garbage(random: SeededRandom): string {
  return Array.from({ length: random.below(8) }, () => random.pick(pieces)).join(
    random.chance(0.8) ? ' ' : '',
  );
}
