// An OPT record without options (RFC 6891 §6.1), appended to a message. The data plane has a writer of its own, which leaves room
// for options and for what it cannot know before the end.

import { optOctets, readUint16, SectionCount, writeUint16 } from './message-format.ts';
import { RecordType } from './protocol.ts';

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
