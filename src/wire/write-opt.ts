// An OPT record (RFC 6891 §6.1) without options, or with a reason for an error (RFC 8914), appended to a message. The data plane has a writer of its own, which leaves room
// for options and for what it cannot know before the end.

import { optOctets, readUint16, SectionCount, writeUint16 } from './message-format.ts';
import { EdnsOption, ExtendedError, RecordType, ResponseCode } from './protocol.ts';

/** DO, in the last two octets of the TTL (RFC 3225 §3). */
export const dnssecOkFlag = 0x8000;

/** `payloadOctets`: how large a datagram may be that reaches us. There is room for `optOctets`; returns the new end. */
export function appendOpt(
  octets: Uint8Array,
  end: number,
  payloadOctets: number,
  isDnssecOk = false,
): number {
  octets.fill(0, end, end + optOctets);
  writeUint16(octets, end + 1, RecordType.OPT);
  writeUint16(octets, end + 3, payloadOctets);
  writeUint16(octets, end + 7, isDnssecOk ? dnssecOkFlag : 0);
  writeUint16(octets, SectionCount.additional, readUint16(octets, SectionCount.additional) + 1);
  return end + optOctets;
}

/** An extended error without a text. */
export const explanationOctets = 6;

/** To who asked for what it may not have; nothing where the code says all. */
export function explanationOf(code: number): ExtendedError | undefined {
  if (code === ResponseCode.REFUSED) return ExtendedError.PROHIBITED;
  return code === ResponseCode.NOTAUTH ? ExtendedError.NOT_AUTHORITATIVE : undefined;
}

/** Behind the OPT record that ends at `end`; there is room for `explanationOctets`. Returns the new end. */
export function appendExplanation(octets: Uint8Array, end: number, error: ExtendedError): number {
  writeUint16(octets, end - 2, explanationOctets);
  writeUint16(octets, end, EdnsOption.EXTENDED_ERROR);
  writeUint16(octets, end + 2, explanationOctets - 4);
  writeUint16(octets, end + 4, error);
  return end + explanationOctets;
}
