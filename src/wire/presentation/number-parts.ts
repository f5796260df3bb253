// Numbers in record data: plain, as a time, or as a name that stands for one.

import { type ByteString, uint8, uint16, uint32 } from '../../base/byte-string.ts';
import { type Result, succeed } from '../../base/result.ts';
import { complain, type RdataPart, takeOctets, takeWord } from './rdata-part.ts';

export function uint8Part(label: string): RdataPart {
  return numberPart(label, 1, plainNumber);
}

export function uint16Part(label: string): RdataPart {
  return numberPart(label, 2, plainNumber);
}

export function uint32Part(label: string): RdataPart {
  return numberPart(label, 4, plainNumber);
}

/** In seconds, or in the units that other servers take: `1h30m`. */
export function durationPart(label: string): RdataPart {
  return numberPart(label, 4, { what: 'a number of seconds, or 30m, 2h, 1d, 1w', parse: parseDuration });
}

/** A number that may be written by its name. */
export function mnemonicPart(
  label: string,
  octetCount: 1 | 2,
  numbers: Readonly<Record<string, number>>,
): RdataPart {
  const byName = new Map(Object.entries(numbers));
  const names = [...byName.keys()].join(', ');
  return numberPart(label, octetCount, {
    what: `a number from 0 to ${256 ** octetCount - 1}, or one of ${names}`,
    parse: (text) => parseNumber(text) ?? byName.get(text.toUpperCase()),
  });
}

/** A number that can have but one value. */
export function constantPart(label: string, value: number): RdataPart {
  return numberPart(label, 1, {
    what: String(value),
    parse: (text) => (parseNumber(text) === value ? value : undefined),
  });
}

export interface NumberForm {
  /** What to write. */
  readonly what?: string;
  /** Nothing for what is none of its numbers. */
  parse(text: string): number | undefined;
}

const plainNumber: NumberForm = { parse: parseNumber };

const writers = { 1: uint8, 2: uint16, 4: uint32 };

function numberPart(label: string, octetCount: 1 | 2 | 4, { what, parse }: NumberForm): RdataPart {
  const max = 256 ** octetCount - 1;
  const wanted = what ?? `a whole number from 0 to ${max}`;
  return {
    parse(cursor): Result<ByteString, { message: string }> {
      const word = takeWord(cursor, label, wanted);
      if (!word.ok) return word;
      const value = parse(word.value.text);
      if (value === undefined || value > max) return complain(word.value, label, `is not ${wanted}`);
      return succeed(writers[octetCount](value));
    },
    print(cursor) {
      const octets = takeOctets(cursor, octetCount);
      if (octets === undefined) return undefined;
      const text = String(readNumber(octets));
      return parse(text) === undefined ? undefined : text;
    },
  };
}

function readNumber(octets: ByteString): number {
  let value = 0;
  for (let i = 0; i < octets.length; i++) value = value * 256 + octets.charCodeAt(i);
  return value;
}

/** Ten digits are enough for 32 bits, and few enough to be exact. */
export function parseNumber(text: string): number | undefined {
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

function parseDuration(text: string): number | undefined {
  const plain = parseNumber(text);
  if (plain !== undefined) return plain;
  if (!/^(?:\d{1,10}[smhdw]){1,5}$/i.test(text)) return undefined;
  let seconds = 0;
  for (const [, count, unit = ''] of text.matchAll(/(\d+)([a-z])/gi)) {
    seconds += Number(count) * (unitSeconds[unit.toLowerCase()] ?? 0);
  }
  return seconds;
}
