// What record data is made of: parts, each of which is written in one form and has one form in octets. A type's format is the
// list of its parts. Refuses to know types.

import type { ByteString } from '../../base/byte-string.ts';
import { quote } from '../../base/quote.ts';
import { fail, type Result } from '../../base/result.ts';
import type { Name } from '../name.ts';
import type { Field } from './fields.ts';

export interface RdataPart {
  /** Takes the fields it needs. */
  parse(fields: FieldCursor): Result<ByteString, RdataProblem>;
  /** Takes the octets it needs; nothing when they are none of its. What it prints, it parses to the same octets. */
  print(octets: OctetCursor): string | undefined;
}

export type RdataFormat = readonly RdataPart[];

export interface RdataProblem {
  /** A sentence that names the part, what was written and the way out, without its full stop. */
  readonly message: string;
  /** Which field, if it is one. */
  readonly field?: Field;
}

/** The fields from `at` on are still to be parsed. */
export interface FieldCursor {
  readonly fields: readonly Field[];
  /** Completes relative names. */
  readonly origin: Name;
  at: number;
  /** A name was completed with the origin. */
  isRelative: boolean;
}

/** The octets from `at` on are still to be printed. */
export interface OctetCursor {
  readonly octets: ByteString;
  at: number;
}

/** A field that must not be quoted. */
export function takeWord(
  cursor: Pick<FieldCursor, 'fields' | 'at'>,
  label: string,
  what: string,
): Result<Field, RdataProblem> {
  const field = cursor.fields[cursor.at++];
  if (field === undefined) return fail({ message: `the ${label} is missing; write ${what}` });
  if (!field.isQuoted) return { ok: true, value: field };
  return fail({ message: `the ${label} ${quote(field.text)} is quoted; remove the quotes`, field });
}

/** `the preference "x" is not a number from 0 to 65535` */
export function complain(field: Field, label: string, complaint: string): Result<never, RdataProblem> {
  return fail({ message: `the ${label} ${quote(field.text)} ${complaint}`, field });
}

/** The next octets, if there are so many. */
export function takeOctets(cursor: OctetCursor, count: number): ByteString | undefined {
  const { octets, at } = cursor;
  if (at + count > octets.length) return undefined;
  cursor.at += count;
  return octets.slice(at, at + count) as ByteString;
}

export function takeRest(cursor: OctetCursor): ByteString {
  const rest = cursor.octets.slice(cursor.at) as ByteString;
  cursor.at = cursor.octets.length;
  return rest;
}
