// Whether a reply belongs to the query: the first look at octets that anybody may have sent (RFC 5452 §9.1).

import { headerOctets, readUint16 } from '../wire/message-format.ts';
import { ResponseCode } from '../wire/protocol.ts';
import type { Query } from './make-query.ts';

/**
 * `other-case`: the question came back with other upper and lower case. Either the server does not keep case, or somebody
 * guessed; a TCP connection, into which nobody can guess, tells.
 */
export type ReplyMatch = 'same' | 'other-case' | 'stray';

export function matchReply({ octets: asked, questionEnd }: Query, reply: Uint8Array): ReplyMatch {
  if (reply.length < headerOctets) return 'stray';
  if (reply[0] !== asked[0] || reply[1] !== asked[1]) return 'stray';
  const flags = reply[2] ?? 0;
  const isResponse = (flags & 0x80) !== 0;
  const isQueryOpcode = (flags & 0x78) === 0;
  if (!isResponse || !isQueryOpcode) return 'stray';
  const questionCount = readUint16(reply, 4);
  // A server that could not read the question cannot repeat it.
  if (questionCount === 0) return ((reply[3] ?? 0) & 0x0f) === ResponseCode.FORMERR ? 'same' : 'stray';
  if (questionCount !== 1 || reply.length < questionEnd) return 'stray';
  let match: ReplyMatch = 'same';
  for (let at = headerOctets; at < questionEnd; at++) {
    const ours = asked[at] ?? 0;
    const theirs = reply[at] ?? 0;
    if (ours === theirs) continue;
    if (lower(ours) !== lower(theirs)) return 'stray';
    match = 'other-case';
  }
  return match;
}

function lower(octet: number): number {
  return octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet;
}
