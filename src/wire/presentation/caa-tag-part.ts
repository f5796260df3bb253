// The tag of a CAA record (RFC 8659 §4.1): letters and digits. Its case is kept, and has no meaning.

import { type ByteString, uint8 } from '../../base/byte-string.ts';
import { succeed } from '../../base/result.ts';
import { complain, type RdataPart, takeOctets, takeWord } from './rdata-part.ts';
import { stringOctetsMax } from './text-parts.ts';

const what = 'a tag of letters and digits, such as issue, issuewild or iodef';

export const caaTagPart: RdataPart = {
  parse(cursor) {
    const word = takeWord(cursor, 'tag', what);
    if (!word.ok) return word;
    const { text } = word.value;
    if (!isTag(text)) return complain(word.value, 'tag', `is not ${what}`);
    return succeed((uint8(text.length) + text) as ByteString);
  },
  print(cursor) {
    const length = takeOctets(cursor, 1)?.charCodeAt(0);
    const tag = length === undefined ? undefined : takeOctets(cursor, length);
    return tag !== undefined && isTag(tag) ? tag : undefined;
  },
};

function isTag(text: string): boolean {
  return text.length <= stringOctetsMax && /^[A-Za-z0-9]+$/.test(text);
}
