// Parts of the records that a signer makes (RFC 4034, RFC 5155): types, times, salts and hashes.

import {
  type ByteString,
  readByteString,
  uint8,
  uint16,
  uint16At,
  uint32,
  uint32At,
} from '../../base/byte-string.ts';
import { succeed } from '../../base/result.ts';
import { parseBase32Hex, printBase32Hex } from '../base32hex.ts';
import { readTypeBitmap, writeTypeBitmap } from '../dnssec-rdata.ts';
import { parseRecordType, printRecordType } from '../protocol.ts';
import { parseNumber } from './number-parts.ts';
import { complain, type RdataPart, takeOctets, takeRest, takeWord } from './rdata-part.ts';

const typeWanted = 'a record type such as A or TYPE65280';

export const typeCoveredPart: RdataPart = {
  parse(cursor) {
    const word = takeWord(cursor, 'type covered', typeWanted);
    if (!word.ok) return word;
    const type = parseRecordType(word.value.text);
    return type === undefined
      ? complain(word.value, 'type covered', `is not ${typeWanted}`)
      : succeed(uint16(type));
  },
  print(cursor) {
    const octets = takeOctets(cursor, 2);
    const type = octets === undefined ? 0 : uint16At(octets, 0);
    return type === 0 ? undefined : printRecordType(type);
  },
};

/** The types at a name, up to the end; there may be none. */
export const typesPart: RdataPart = {
  parse(cursor) {
    const types = new Set<number>();
    while (cursor.at < cursor.fields.length) {
      const word = takeWord(cursor, 'type', typeWanted);
      if (!word.ok) return word;
      const type = parseRecordType(word.value.text);
      if (type === undefined) return complain(word.value, 'type', `is not ${typeWanted}`);
      types.add(type);
    }
    return succeed(writeTypeBitmap(types));
  },
  print(cursor) {
    const bitmap = takeRest(cursor);
    const types = readTypeBitmap(bitmap, 0);
    // The same types can be written with needless octets, which are not allowed (RFC 4034 §4.1.2).
    return writeTypeBitmap(types) === bitmap && types[0] !== 0
      ? types.map(printRecordType).join(' ')
      : undefined;
  },
};

/** RFC 4034 §3.2: YYYYMMDDHHmmSS in UTC, or seconds since 1970. */
export function timePart(label: string): RdataPart {
  const what = 'a time as in 20261122000000 or in seconds since 1970';
  return {
    parse(cursor) {
      const word = takeWord(cursor, label, what);
      if (!word.ok) return word;
      const seconds = parseTime(word.value.text);
      return seconds === undefined ? complain(word.value, label, `is not ${what}`) : succeed(uint32(seconds));
    },
    print(cursor) {
      const octets = takeOctets(cursor, 4);
      return octets === undefined ? undefined : printTime(uint32At(octets, 0));
    },
  };
}

function parseTime(text: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text)?.slice(1).map(Number);
  const [year = 0, month = 0, day, hour, minute, second] = parts ?? [];
  const seconds =
    parts === undefined ? parseNumber(text) : Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
  if (seconds === undefined || seconds < 0 || seconds > 0xffff_ffff) return undefined;
  // The 31st of a shorter month is another day.
  return parts === undefined || printTime(seconds) === text ? seconds : undefined;
}

function printTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$|[-:T]/g, '');
}

/** RFC 5155 §3.3 */
export const saltPart: RdataPart = {
  parse(cursor) {
    const what = 'a salt of up to 510 hexadecimal digits, or "-" for none';
    const word = takeWord(cursor, 'salt', what);
    if (!word.ok) return word;
    const { text } = word.value;
    const hex = text === '-' ? '' : text;
    const isHex = /^(?:[\da-f]{2}){0,255}$/i.test(hex);
    return isHex
      ? succeed(lengthAnd(Buffer.from(hex, 'hex')))
      : complain(word.value, 'salt', `is not ${what}`);
  },
  print(cursor) {
    const length = takeOctets(cursor, 1)?.charCodeAt(0);
    const salt = length === undefined ? undefined : takeOctets(cursor, length);
    return salt === undefined ? undefined : Buffer.from(salt, 'latin1').toString('hex') || '-';
  },
};

/** RFC 5155 §3.3 */
export const nextHashPart: RdataPart = {
  parse(cursor) {
    const what = 'a hash in base32 with the extended hex alphabet';
    const word = takeWord(cursor, 'next hash', what);
    if (!word.ok) return word;
    const hash = parseBase32Hex(word.value.text);
    if (hash === undefined || hash === '' || hash.length > 0xff) {
      return complain(word.value, 'next hash', `is not ${what}`);
    }
    return succeed((uint8(hash.length) + hash) as ByteString);
  },
  print(cursor) {
    const length = takeOctets(cursor, 1)?.charCodeAt(0);
    const hash = length === undefined ? undefined : takeOctets(cursor, length);
    return hash === undefined || hash === '' ? undefined : printBase32Hex(hash);
  },
};

function lengthAnd(octets: Uint8Array): ByteString {
  return (uint8(octets.length) + readByteString(octets)) as ByteString;
}
