// Data of records, from octets and from text: what is printed is read as the same, and what is read is printed and read as the
// same. The first two octets are the type.

import { splitFields } from '../../../src/wire/presentation/fields.ts';
import { parseRdata } from '../../../src/wire/presentation/parse-rdata.ts';
import { printKnown, printRdata } from '../../../src/wire/presentation/print-rdata.ts';
import { rdataFormats } from '../../../src/wire/presentation/rdata-formats.ts';
import { isZoneType } from '../../../src/wire/protocol.ts';
import type { Rdata } from '../../../src/wire/rdata.ts';
import { nameOf } from '../../support/dns/make-zone.ts';
import { madeTypes, makeRdata } from '../../support/dns/random-rdata.ts';
import { createSeededRandom } from '../../support/seeded-random.ts';
import { found } from '../fuzz-target.ts';

export const octetsMax = 1200;

const origin = nameOf('example.test');
const rdataOctetsMax = 0xffff;

export function seeds(): readonly Uint8Array[] {
  const random = createSeededRandom(1);
  return madeTypes.flatMap((type) => {
    const typeOctets = Buffer.alloc(2);
    typeOctets.writeUInt16BE(type);
    const rdata = makeRdata(type, random);
    const text = Buffer.from(printRdata(type, rdata));
    return [Buffer.from(rdata, 'latin1'), text].map((data) => Buffer.concat([typeOctets, data]));
  });
}

export function fuzz(data: Buffer): void {
  if (data.length < 2) return;
  const type = data.readUInt16BE(0);
  if (!isZoneType(type)) return;
  const octets = data.toString('latin1', 2) as Rdata;
  const format = rdataFormats.get(type);
  const known = format && printKnown(format, octets);
  const printed = printRdata(type, octets);
  // Octets that are no data of their type are refused, also in the generic form.
  if (known !== undefined || format === undefined) judgeText(type, printed, true);
  judgeText(type, data.toString('latin1', 2), false);
}

function judgeText(type: number, text: string, isOurs: boolean): void {
  const first = parseRdata(type, splitFields(text), origin);
  if (!first.ok) {
    if (isOurs) found(`${text} of type ${type} is not read: ${first.problem.message}`);
    return;
  }
  const { rdata } = first.value;
  if (rdata.length > rdataOctetsMax) found(`${rdata.length} octets`);
  const again = parseRdata(type, splitFields(printRdata(type, rdata)), origin);
  if (!again.ok) found(`${printRdata(type, rdata)} of type ${type} is not read: ${again.problem.message}`);
  if (again.value.rdata !== rdata)
    found(`${printRdata(type, rdata)} of type ${type} is read as something else`);
}
