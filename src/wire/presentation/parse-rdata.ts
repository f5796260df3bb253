// Presentation format -> record data, type by type. Refuses to know owners, TTLs and files.

import type { ByteString } from '../../base/byte-string.ts';
import { quote } from '../../base/quote.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import { type Name, rootName } from '../name.ts';
import { isZoneType, printRecordType } from '../protocol.ts';
import { joinRdata, type Rdata } from '../rdata.ts';
import { type Field, splitFields } from './fields.ts';
import { genericMark, parseGeneric } from './generic-format.ts';
import { printKnown } from './print-rdata.ts';
import { rdataFormats } from './rdata-formats.ts';
import type { FieldCursor, RdataFormat, RdataProblem } from './rdata-part.ts';

export type { RdataProblem } from './rdata-part.ts';

export interface ParsedRdata {
  readonly rdata: Rdata;
  /** A name in it was completed with the origin: with another origin it is other data. */
  readonly isRelative: boolean;
}

/** RFC 1035 §3.2.1: RDLENGTH has sixteen bits. */
const rdataOctetsMax = 0xffff;

/** The generic form of RFC 3597 §5 is read for every type, and for a known one only if its octets make sense. */
export function parseRdata(
  type: number,
  fields: readonly Field[],
  origin: Name,
): Result<ParsedRdata, RdataProblem> {
  if (!isZoneType(type))
    return fail({ message: `${printRecordType(type)} is not a type of records in zones` });
  const unclosed = fields.find(({ isUnclosed }) => isUnclosed);
  if (unclosed !== undefined) {
    return fail({ message: `the string ${quote(unclosed.text)} has no closing quote`, field: unclosed });
  }
  const [first] = fields;
  const format = rdataFormats.get(type);
  if (first?.text === genericMark && !first.isQuoted) return parseMarked(type, format, fields);
  if (format !== undefined) return parseParts(format, { fields, origin, at: 0, isRelative: false });
  const message = `data of type ${printRecordType(type)} is written as "\\# 4 0a000001": a backslash and "#", the number of octets, and the octets in hexadecimal`;
  return fail({ message, ...(first && { field: first }) });
}

function parseParts(format: RdataFormat, cursor: FieldCursor): Result<ParsedRdata, RdataProblem> {
  const octets: ByteString[] = [];
  let length = 0;
  for (const part of format) {
    const parsed = part.parse(cursor);
    if (!parsed.ok) return parsed;
    octets.push(parsed.value);
    length += parsed.value.length;
  }
  const extra = cursor.fields[cursor.at];
  if (extra !== undefined) {
    return fail({ message: `${quote(extra.text)} is one field too many; remove it`, field: extra });
  }
  if (length > rdataOctetsMax) {
    return fail({ message: `the data has ${length} octets; at most ${rdataOctetsMax} fit into a record` });
  }
  return succeed({ rdata: joinRdata(...octets), isRelative: cursor.isRelative });
}

/** Of a known type: through its own form, which checks the octets and puts names in lower case. */
function parseMarked(
  type: number,
  format: RdataFormat | undefined,
  fields: readonly Field[],
): Result<ParsedRdata, RdataProblem> {
  const octets = parseGeneric(fields);
  if (!octets.ok) return octets;
  if (format === undefined) return succeed({ rdata: octets.value, isRelative: false });
  const text = printKnown(format, octets.value);
  if (text !== undefined) {
    return parseParts(format, { fields: splitFields(text), origin: rootName, at: 0, isRelative: false });
  }
  const name = printRecordType(type);
  return fail({
    message: `the octets behind "\\#" are no data of type ${name}; write them as ${name} records are written`,
  });
}
