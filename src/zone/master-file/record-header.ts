// TTL, class and type of a record: the first two in any order, or not at all (RFC 1035 §5.1). Refuses to know owners and data.

import { quote } from '../../base/quote.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import type { Field } from '../../wire/presentation/fields.ts';
import { parseRecordType, RecordType } from '../../wire/protocol.ts';
import { explainTtlProblem, parseTtl } from './parse-ttl.ts';

export interface RecordHeader {
  readonly ttlSeconds: number | undefined;
  readonly type: number;
  /** The data are the fields from here on. */
  readonly dataAt: number;
}

export interface FieldProblem {
  readonly message: string;
  readonly field?: Field | undefined;
}

/** ZONEMD (RFC 8976): of the zone as it was elsewhere, which has another serial here. */
export const zoneDigestType = 63;

/** Upper case, as most files have it: a look-up a record, where `parseRecordType` would try other spellings. */
const mnemonics: ReadonlyMap<string, number> = new Map<string, number>([
  ...Object.entries(RecordType),
  ['ZONEMD', zoneDigestType],
]);

/** What others have, and what it is here. */
const foreignTypes: ReadonlyMap<string, string> = new Map([
  ['ALIAS', 'the configuration has "alias" for that'],
  ['ANAME', 'the configuration has "alias" for that'],
]);

const otherClasses = /^(?:CH|CHAOS|HS|HESIOD|CS|NONE|ANY|\*|CLASS\d+)$/i;

export function readHeader(fields: readonly Field[], from: number): Result<RecordHeader, FieldProblem> {
  let ttlSeconds: number | undefined;
  let hasClass = false;
  for (let at = from; at < fields.length; at++) {
    const field = fields[at] as Field;
    const { text } = field;
    const type = field.isQuoted ? undefined : findType(text);
    if (type !== undefined) return succeed({ ttlSeconds, type, dataAt: at + 1 });
    if (!hasClass && isInternet(text)) {
      hasClass = true;
    } else if (!hasClass && otherClasses.test(text)) {
      return fail({
        message: `${quote(text)} is not the class IN, which is the only one served here`,
        field,
      });
    } else if (ttlSeconds === undefined && startsWithDigit(text)) {
      const ttl = parseTtl(text);
      if (!ttl.ok) return fail({ message: `${quote(text)} ${explainTtlProblem(ttl.problem)}`, field });
      ttlSeconds = ttl.value;
    } else {
      return fail({ message: explainUnknownType(text, from === 0 && at === 0), field });
    }
  }
  return fail({ message: 'ends before the type of a record', field: fields.at(-1) });
}

function findType(text: string): number | undefined {
  return mnemonics.get(text) ?? mnemonics.get(text.toUpperCase()) ?? parseRecordType(text);
}

function isInternet(text: string): boolean {
  return text === 'IN' || /^(?:IN|CLASS1)$/i.test(text);
}

function startsWithDigit(text: string): boolean {
  const code = text.charCodeAt(0);
  return code >= 0x30 && code <= 0x39;
}

function explainUnknownType(text: string, isFirst: boolean): string {
  const word = quote(text);
  const known = foreignTypes.get(text.toUpperCase());
  if (known !== undefined) return `${word} is not a type of records; ${known}`;
  if (text.startsWith('$')) return `${word} is no type of records; directives start in the first column`;
  if (isFirst)
    return `${word} is not a type of records; names start in the first column, and a line that begins with a blank goes on with the name before`;
  return `${word} is not a type of records known here; others are written as "TYPE123 \\# 2 0a0b" (RFC 3597)`;
}
