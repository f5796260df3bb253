// Signs a reply of one message, and says what RFC 8945 §5.3 has us say where there is no room for its signature. Refuses to
// know what it says.

import type { MessageSigner } from '../tsig/exchange.ts';
import { headerOctets, questionTailOctets, readUint16, SectionCount } from '../wire/message-format.ts';
import { skipName } from '../wire/skip-name.ts';

const truncatedFlag = 0x02;

/** `reply` is a message that we made; what is returned has at most `octetsMax`, unless its question alone has more. */
export function signReply(
  reply: Uint8Array,
  signer: MessageSigner | undefined,
  octetsMax: number,
): Uint8Array {
  if (signer === undefined) return reply;
  const isWhole = reply.length + signer.octets <= octetsMax;
  const length = isWhole ? reply.length : endOfQuestion(reply);
  const signed = new Uint8Array(length + signer.octets);
  signed.set(reply.subarray(0, length));
  if (!isWhole) truncate(signed);
  return signed.subarray(0, signer.sign(signed, length));
}

/** The client comes back over TCP. */
function truncate(octets: Uint8Array): void {
  octets[2] = (octets[2] ?? 0) | truncatedFlag;
  // NOERROR, whatever the code was.
  octets[3] = (octets[3] ?? 0) & 0xf0;
  octets.fill(0, SectionCount.answer, headerOctets);
}

function endOfQuestion(reply: Uint8Array): number {
  if (readUint16(reply, 4) === 0) return headerOctets;
  return skipName(reply, headerOctets, reply.length) + questionTailOctets;
}
