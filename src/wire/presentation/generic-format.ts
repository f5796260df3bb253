// The form in which any record data can be written (RFC 3597 §5): `\#`, the number of octets, the octets in hexadecimal.

import { readByteString } from '../../base/byte-string.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import { joinRdata, type Rdata } from '../rdata.ts';
import type { Field } from './fields.ts';
import { parseNumber } from './number-parts.ts';
import { complain, type RdataProblem, takeWord } from './rdata-part.ts';

export const genericMark = '\\#';

/** Of fields of which the first is the mark. */
export function parseGeneric(fields: readonly Field[]): Result<Rdata, RdataProblem> {
  const length = 'number of octets';
  const cursor = { fields, at: 1 };
  const word = takeWord(cursor, length, 'how many octets follow');
  if (!word.ok) return word;
  const count = parseNumber(word.value.text);
  if (count === undefined || count > 0xffff) {
    return complain(word.value, length, 'is not a whole number from 0 to 65535');
  }
  const hex: string[] = [];
  while (cursor.at < fields.length) {
    const digits = takeWord(cursor, 'octets', 'hexadecimal digits');
    if (!digits.ok) return digits;
    if (!/^[\da-f]+$/i.test(digits.value.text)) {
      return complain(digits.value, 'octets', 'are not hexadecimal digits');
    }
    hex.push(digits.value.text);
  }
  const digitCount = hex.reduce((sum, { length }) => sum + length, 0);
  if (digitCount === 2 * count) return succeed(joinRdata(readByteString(Buffer.from(hex.join(''), 'hex'))));
  return fail({
    message: `${count} octets are announced behind "\\#", and ${digitCount} hexadecimal digits follow; an octet has two`,
    field: word.value,
  });
}

export function printGeneric(rdata: Rdata): string {
  const hex = Buffer.from(rdata, 'latin1').toString('hex');
  return hex === '' ? `${genericMark} 0` : `${genericMark} ${rdata.length} ${hex}`;
}
