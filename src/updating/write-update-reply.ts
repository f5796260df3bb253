// The reply to an UPDATE message: its header, its zone, and a code (RFC 2136 §3.8). Refuses to know why.

import { bytesOf, joinBytes, uint16, uint32 } from '../base/byte-string.ts';
import { readUint16 } from '../wire/message-format.ts';
import { rootName } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import type { UpdateMessage } from './read-update.ts';

/** A response, and the opcode of UPDATE. */
const flags = 0x8000 | (5 << 11);
/** What arrives without being fragmented. */
const datagramOctetsMax = 1232;

/** `read`: absent where not even the zone could be read; then it is not repeated. */
export function writeUpdateReply(
  message: Uint8Array,
  read: UpdateMessage | undefined,
  code: number,
): Uint8Array {
  const zone =
    read === undefined ? [] : [read.zone.name, uint16(read.zone.type), uint16(read.zone.recordClass)];
  const opt = [rootName, uint16(RecordType.OPT), uint16(datagramOctetsMax), uint32(0), uint16(0)];
  const hasEdns = read?.sections?.hasEdns === true;
  const counts = [read === undefined ? 0 : 1, 0, 0, hasEdns ? 1 : 0].map(uint16);
  const header = [uint16(readUint16(message, 0)), uint16(flags | code), ...counts];
  return bytesOf(joinBytes(...header, ...zone, ...(hasEdns ? opt : [])));
}
