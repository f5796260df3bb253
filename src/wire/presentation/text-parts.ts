// Character strings in record data (RFC 1035 §3.3, §5.1): quoted or not, of any octets.

import { type ByteString, uint8 } from '../../base/byte-string.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import { printEscape, readEscapes } from '../escapes.ts';
import type { Field } from './fields.ts';
import { complain, type RdataPart, type RdataProblem, takeOctets, takeRest } from './rdata-part.ts';

/** RFC 1035 §3.3: one octet holds the length. */
export const stringOctetsMax = 255;

/** A string behind its length. */
export function stringPart(label: string): RdataPart {
  return {
    parse(cursor) {
      const field = cursor.fields[cursor.at++];
      if (field === undefined)
        return fail({ message: `the ${label} is missing; write a string, "" if it is empty` });
      return parseString(field, label);
    },
    print(cursor) {
      const length = takeOctets(cursor, 1)?.charCodeAt(0);
      const string = length === undefined ? undefined : takeOctets(cursor, length);
      return string === undefined ? undefined : quoteString(string);
    },
  };
}

/** One string or more, up to the end. */
export function stringsPart(label: string): RdataPart {
  const one = stringPart(label);
  return {
    parse(cursor) {
      let octets = '';
      do {
        const string = one.parse(cursor);
        if (!string.ok) return string;
        octets += string.value;
      } while (cursor.at < cursor.fields.length);
      return succeed(octets as ByteString);
    },
    print(cursor) {
      const strings: string[] = [];
      do {
        const string = one.print(cursor);
        if (string === undefined) return undefined;
        strings.push(string);
      } while (cursor.at < cursor.octets.length);
      return strings.join(' ');
    },
  };
}

/** A string that ends where the record ends, and so is as long as it likes. */
export const valuePart = longStringPart('value', { octetsMin: 0, mustBeQuoted: false });
/** RFC 7553 §4.4 */
export const quotedTargetPart = longStringPart('target', { octetsMin: 1, mustBeQuoted: true });

function longStringPart(label: string, { octetsMin, mustBeQuoted }: LongStringForm): RdataPart {
  return {
    parse(cursor) {
      const field = cursor.fields[cursor.at++];
      if (field === undefined) return fail({ message: `the ${label} is missing; write it in quotes` });
      if (mustBeQuoted && !field.isQuoted) return complain(field, label, 'has no quotes; write it in quotes');
      const octets = readText(field, label);
      if (!octets.ok || octets.value.length >= octetsMin) return octets;
      return complain(field, label, 'is empty; write something between the quotes');
    },
    print(cursor) {
      const octets = takeRest(cursor);
      return octets.length < octetsMin ? undefined : quoteString(octets);
    },
  };
}

interface LongStringForm {
  readonly octetsMin: number;
  readonly mustBeQuoted: boolean;
}

function parseString(field: Field, label: string): Result<ByteString, RdataProblem> {
  const octets = readText(field, label);
  if (!octets.ok) return octets;
  const { length } = octets.value;
  if (length <= stringOctetsMax) return succeed((uint8(length) + octets.value) as ByteString);
  return complain(
    field,
    label,
    `has ${length} octets, and a string holds at most ${stringOctetsMax}; split it into several: "first part" "second part"`,
  );
}

/** The octets of a field: characters in UTF-8, escapes resolved. */
export function readText(field: Field, label: string): Result<ByteString, RdataProblem> {
  const { text } = field;
  const isAscii = !/[^\0-\x7f]/.test(text);
  const octets = readEscapes(isAscii ? text : Buffer.from(text, 'utf8').toString('latin1'));
  if (octets !== undefined) return succeed(octets);
  return complain(
    field,
    label,
    'has a backslash that escapes nothing; write "\\\\" for a backslash, or an octet\'s number in three digits: "\\032"',
  );
}

/** Quotes, backslashes and everything but printable ASCII are escaped (RFC 1035 §5.1). */
export function quoteString(octets: ByteString): string {
  return `"${octets.replace(/["\\]/g, '\\$&').replace(/[^ -~]/g, (octet) => printEscape(octet.charCodeAt(0)))}"`;
}
