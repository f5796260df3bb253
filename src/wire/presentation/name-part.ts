// A domain name in record data. The case of its letters is lost: every name here is in lower case, which is also its
// canonical form (RFC 4034 §6.2), and nobody may tell names apart by case (RFC 4343).

import { fail, succeed } from '../../base/result.ts';
import { explainNameProblem } from '../explain-name-problem.ts';
import { labelOctetsMax, type Name, nameOctetsMax, parseMasterName, printName } from '../name.ts';
import { type OctetCursor, type RdataPart, takeWord } from './rdata-part.ts';

export function namePart(label: string): RdataPart {
  return {
    parse(cursor) {
      const word = takeWord(cursor, label, 'a domain name');
      if (!word.ok) return word;
      const { text } = word.value;
      const parsed = parseMasterName(text, cursor.origin);
      if (!parsed.ok) {
        return fail({
          message: `the ${label} ${explainNameProblem(text, parsed.problem)}`,
          field: word.value,
        });
      }
      if (parsed.value.isRelative) cursor.isRelative = true;
      return succeed(parsed.value.name);
    },
    print(cursor) {
      const name = takeName(cursor);
      return name === undefined ? undefined : printName(name);
    },
  };
}

/** Uncompressed, as names are in stored record data. */
function takeName(cursor: OctetCursor): Name | undefined {
  const { octets, at } = cursor;
  for (let end = at; end - at < nameOctetsMax; ) {
    const length = octets.charCodeAt(end);
    // NaN behind the last octet is no length either.
    if (!(length <= labelOctetsMax)) return undefined;
    end += 1 + length;
    if (length > 0) continue;
    if (end - at > nameOctetsMax) return undefined;
    cursor.at = end;
    return octets.slice(at, end).replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) as string as Name;
  }
  return undefined;
}
