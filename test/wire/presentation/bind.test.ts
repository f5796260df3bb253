// What BIND makes of our presentation format, octet for octet, and we of its.

import { expect } from 'chai';
import { splitFields } from '../../../src/wire/presentation/fields.ts';
import { parseRdata } from '../../../src/wire/presentation/parse-rdata.ts';
import { printRdata } from '../../../src/wire/presentation/print-rdata.ts';
import { parseRecordType, printRecordType, RecordType } from '../../../src/wire/protocol.ts';
import type { Rdata } from '../../../src/wire/rdata.ts';
import { compileByBind, needNamedCompilezone, printByBind } from '../../support/dns/compile-zone-file.ts';
import { nameOf } from '../../support/dns/make-zone.ts';
import { madeTypes, makeRdata } from '../../support/dns/random-rdata.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';

const zone = 'example.test';
const origin = nameOf(zone);

/** The owner is a number, so that every record has one of its own. */
interface Made {
  readonly type: number;
  readonly rdata: Rdata;
}

/** BIND judges the sense of what a signer makes, and an apex has one SOA. */
const leftOut: readonly number[] = [RecordType.SOA, RecordType.RRSIG, RecordType.NSEC, RecordType.NSEC3];
/** BIND judges the regular expression; nothing here does. */
const naptr = '\0\x01\0\x02\x01u\x07E2U+sip\x13!^(.*)$!sip:\\\\1@x!i\0' as Rdata;

function makeForBind(seed: number): Made[] {
  const random = createSeededRandom(seed);
  return madeTypes
    .filter((type) => !leftOut.includes(type))
    .flatMap((type) =>
      Array.from({ length: 20 }, () => ({
        type,
        rdata: type === RecordType.NAPTR ? naptr : makeRdata(type, random),
      })),
    );
}

function writeZone(records: readonly Made[]): string {
  const lines = records.map(
    ({ type, rdata }, index) => `r${index} ${printRecordType(type)} ${printRdata(type, rdata)}`,
  );
  return ['$TTL 60', '@ SOA ns admin 1 2 3 4 5', '@ NS ns', 'ns A 192.0.2.1', ...lines, ''].join('\n');
}

describe(`presentation format beside BIND (TEST_SEED=${testSeed})`, () => {
  beforeEach(function () {
    needNamedCompilezone(this);
  });

  it('is read by BIND as the octets that were printed', () => {
    const records = makeForBind(testSeed);
    const compiled = new Map(
      compileByBind(zone, writeZone(records)).map(({ owner, type, rdata }) => [`${owner} ${type}`, rdata]),
    );
    for (const [index, { type, rdata }] of records.entries()) {
      const there = compiled.get(`${nameOf(`r${index}.${zone}`)} ${type}`) ?? 'nothing';
      const text = `${printRecordType(type)} ${printRdata(type, rdata)}`;
      expect(Buffer.from(there, 'latin1').toString('hex'), text).to.equal(
        Buffer.from(rdata, 'latin1').toString('hex'),
      );
    }
  });

  it('is read by us as the octets that BIND printed', () => {
    const records = makeForBind(testSeed + 1);
    let count = 0;
    for (const line of printByBind(zone, writeZone(records))) {
      const [, index, typeText = '', data = ''] = /^r(\d+)\.\S+\s+\d+\s+IN\s+(\S+)\s+(.*)$/.exec(line) ?? [];
      if (index === undefined) continue;
      const type = parseRecordType(typeText) ?? 0;
      const made = records[Number(index)];
      const parsed = parseRdata(type, splitFields(data), origin);
      expect(parsed.ok ? parsed.value : parsed.problem.message, line).to.deep.equal({
        rdata: made?.rdata,
        isRelative: false,
      });
      count++;
    }
    expect(count).to.equal(records.length);
  });
});
