// A question -> a query that is hard to answer without seeing it: the id and the case of the letters are random, and so is
// the source port, because every query has a socket of its own.

import { randomBytes } from 'node:crypto';
import type { ByteString } from '../base/byte-string.ts';
import { datagramOctetsMax, headerOctets } from '../wire/message-format.ts';
import type { Name } from '../wire/name.ts';
import { writeQuery } from '../wire/write-query.ts';

export interface Question {
  readonly name: Name;
  readonly type: number;
  /** Asks in lower case: there are resolvers, such as those of container engines, that know their names in no other. */
  readonly isPlain?: true;
}

export interface Query {
  readonly octets: Uint8Array;
  /** Where the question ends. */
  readonly questionEnd: number;
}

export function makeQuery({ name, type, isPlain }: Question, hasEdns: boolean): Query {
  const octets = writeQuery({
    id: randomBytes(2).readUInt16BE(),
    name: isPlain === true ? name : mixCase(name, randomBytes(name.length)),
    type,
    ...(hasEdns ? { payloadOctetsMax: datagramOctetsMax } : {}),
  });
  return { octets, questionEnd: headerOctets + name.length + 4 };
}

/** A letter is in upper case where the lowest bit of its random octet is set. */
export function mixCase(name: Name, chance: Uint8Array): ByteString {
  let mixed = '';
  for (let at = 0; at < name.length; at++) {
    const octet = name.charCodeAt(at);
    // Lengths of labels are 63 or less, below all letters.
    const isLetter = octet >= 0x61 && octet <= 0x7a;
    mixed += String.fromCharCode(isLetter && ((chance[at] ?? 0) & 1) === 1 ? octet - 0x20 : octet);
  }
  return mixed as ByteString;
}
