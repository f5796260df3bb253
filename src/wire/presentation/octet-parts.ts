// Octets in record data that are written in hexadecimal or base64, in as many fields as one likes, up to the end of the record.

import { type ByteString, readByteString, uint8 } from '../../base/byte-string.ts';
import { quote } from '../../base/quote.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import { parseNumber } from './number-parts.ts';
import {
  complain,
  type FieldCursor,
  type RdataPart,
  type RdataProblem,
  takeOctets,
  takeRest,
  takeWord,
} from './rdata-part.ts';

/** At least one octet. */
export function hexPart(label: string): RdataPart {
  return {
    parse: (cursor) => parseHex(cursor, label),
    print: (cursor) => printOctets(takeRest(cursor), 'hex'),
  };
}

/** At least one octet. */
export function base64Part(label: string): RdataPart {
  return {
    parse(cursor) {
      const text = takeWords(cursor, label, 'base64');
      if (!text.ok) return text;
      // Groups of four, the last one filled up with `=` (RFC 4648 §4). Node would skip what does not belong.
      if (/^[A-Za-z0-9+/]+={0,2}$/.test(text.value) && text.value.length % 4 === 0) {
        return succeed(readByteString(Buffer.from(text.value, 'base64')));
      }
      return fail({
        message: `the ${label} ${quote(text.value)} is not base64; copy all of it, with the "=" at its end`,
      });
    },
    print: (cursor) => printOctets(takeRest(cursor), 'base64'),
  };
}

/** The number of an algorithm, and a digest of the length that this algorithm makes. */
export function digestPart(
  typeLabel: string,
  label: string,
  octetsByType: Readonly<Record<number, number>>,
): RdataPart {
  const what = 'a whole number from 0 to 255';
  return {
    parse(cursor) {
      const word = takeWord(cursor, typeLabel, what);
      if (!word.ok) return word;
      const type = parseNumber(word.value.text);
      if (type === undefined || type > 0xff) return complain(word.value, typeLabel, `is not ${what}`);
      const digest = parseHex(cursor, label);
      if (!digest.ok) return digest;
      const octets = octetsByType[type] ?? digest.value.length;
      if (digest.value.length === octets) return succeed((uint8(type) + digest.value) as ByteString);
      const message = `the ${label} has ${digest.value.length} octets; with ${typeLabel} ${type} it has ${octets}, ${2 * octets} hexadecimal digits`;
      return fail({ message, field: word.value });
    },
    print(cursor) {
      const type = takeOctets(cursor, 1)?.charCodeAt(0);
      if (type === undefined) return undefined;
      const digest = takeRest(cursor);
      const isWhole = digest.length === (octetsByType[type] ?? digest.length);
      const hex = isWhole ? printOctets(digest, 'hex') : undefined;
      return hex === undefined ? undefined : `${type} ${hex}`;
    },
  };
}

function parseHex(cursor: FieldCursor, label: string): Result<ByteString, RdataProblem> {
  const text = takeWords(cursor, label, 'hexadecimal digits');
  if (!text.ok) return text;
  if (!/^[\da-f]+$/i.test(text.value)) {
    return fail({
      message: `the ${label} ${quote(text.value)} is not made of hexadecimal digits, 0 to 9 and a to f`,
    });
  }
  if (text.value.length % 2 === 0) return succeed(readByteString(Buffer.from(text.value, 'hex')));
  const message = `the ${label} has ${text.value.length} hexadecimal digits, an odd number; an octet has two`;
  return fail({ message });
}

/** All fields up to the end, at least one, as one text. */
function takeWords(cursor: FieldCursor, label: string, what: string): Result<string, RdataProblem> {
  const texts: string[] = [];
  do {
    const word = takeWord(cursor, label, what);
    if (!word.ok) return word;
    texts.push(word.value.text);
  } while (cursor.at < cursor.fields.length);
  return succeed(texts.join(''));
}

function printOctets(octets: ByteString, encoding: 'hex' | 'base64'): string | undefined {
  if (octets === '') return undefined;
  const text = Buffer.from(octets, 'latin1').toString(encoding);
  return encoding === 'hex' ? text.toUpperCase() : text;
}
