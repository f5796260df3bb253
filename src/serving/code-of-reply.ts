// The response code of a reply that somebody else wrote, with the upper bits that travel in its OPT record (RFC 6891 §6.1.3).
// Refuses to know who wrote it and why.

import { headerOctets, questionTailOctets, readUint16, SectionCount } from '../wire/message-format.ts';
import { RecordType } from '../wire/protocol.ts';
import { skipName } from '../wire/skip-name.ts';

/** Of our replies only those without records have such a code, and their OPT stands right behind the question. */
export function codeOfReply(reply: Uint8Array): number {
  const code = (reply[3] as number) & 0x0f;
  const { answer, authority, additional } = SectionCount;
  if (readUint16(reply, answer) !== 0 || readUint16(reply, authority) !== 0) return code;
  if (readUint16(reply, additional) === 0) return code;
  let at: number = headerOctets;
  for (let left = readUint16(reply, 4); left > 0; left--) {
    at = skipName(reply, at, reply.length);
    if (at === 0) return code;
    at += questionTailOctets;
  }
  // The root, the type, the class, and then the upper bits.
  const isOpt = reply[at] === 0 && readUint16(reply, at + 1) === RecordType.OPT;
  return isOpt ? ((reply[at + 5] as number) << 4) | code : code;
}
