// The reply to an UPDATE message: its header, its zone, and a code (RFC 2136 §3.8). Refuses to know why.

import { joinBytes, uint16, writeByteString } from '../base/byte-string.ts';
import { datagramOctetsMax, optOctets, readUint16 } from '../wire/message-format.ts';
import { Opcode } from '../wire/protocol.ts';
import { appendExplanation, appendOpt, explanationOctets, explanationOf } from '../wire/write-opt.ts';
import type { UpdateMessage } from './read-update.ts';

/** A response, and the opcode of UPDATE. */
const flags = 0x8000 | (Opcode.UPDATE << 11);

/** `read`: absent where not even the zone could be read; then it is not repeated. */
export function writeUpdateReply(
  message: Uint8Array,
  read: UpdateMessage | undefined,
  code: number,
): Uint8Array {
  const zone =
    read === undefined ? [] : [read.zone.name, uint16(read.zone.type), uint16(read.zone.recordClass)];
  const counts = [read === undefined ? 0 : 1, 0, 0, 0].map(uint16);
  const plain = joinBytes(uint16(readUint16(message, 0)), uint16(flags | code), ...counts, ...zone);
  const hasEdns = read?.sections?.hasEdns === true;
  const octets = new Uint8Array(plain.length + optOctets + explanationOctets);
  let end = writeByteString(plain, octets, 0);
  if (hasEdns) end = appendOpt(octets, end, datagramOctetsMax);
  const why = explanationOf(code);
  if (hasEdns && why !== undefined) end = appendExplanation(octets, end, why);
  return octets.subarray(0, end);
}
