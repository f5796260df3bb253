// The TSIG record of a reply to whoever signs with a key that we do not know, unsigned (RFC 8945 §5.2.1, §5.3.2). Copied
// from the record that came, without its digest, so that it is never longer. Allocates nothing, and knows no keys.
//
//   key's name | TSIG, ANY, TTL 0, length | algorithm's name | time (6) | fudge (2) | digest: 2 + n | id (2) | error (2) | other: 2 + m

import { fixedRecordOctets, readUint16, SectionCount, writeUint16 } from '../../wire/message-format.ts';
import { skipPlainName } from '../../wire/skip-name.ts';

/** Extended code 17 (RFC 8945 §3). */
const badKey = 17;
const timeOctets = 6 + 2;
/** Length of the digest, id, error, length of other data. */
const tailOctets = 2 + 2 + 2 + 2;

// V8 folds the constants of a module into its code, and looks imported ones up with every use.
const fixedOctets: number = fixedRecordOctets;
const { additional: additionalCountAt } = SectionCount;

/** How long the record becomes; 0 when the one at `tsigAt`, which ends within the packet, is malformed. */
export function unknownKeyOctets(packet: Uint8Array, tsigAt: number): number {
  const fixedAt = skipPlainName(packet, tsigAt, packet.length);
  if (fixedAt === 0) return 0;
  const dataAt = fixedAt + fixedOctets;
  const end = dataAt + readUint16(packet, fixedAt + 8);
  const timeAt = skipPlainName(packet, dataAt, end);
  if (timeAt === 0 || timeAt + timeOctets + tailOctets > end) return 0;
  const digestOctets = readUint16(packet, timeAt + timeOctets);
  const idAt = timeAt + timeOctets + 2 + digestOctets;
  if (idAt + 6 > end || idAt + 6 + readUint16(packet, idAt + 4) !== end) return 0;
  return timeAt - tsigAt + timeOctets + tailOctets;
}

/** Appends it to a reply of which there is `unknownKeyOctets` to be had; returns the reply's new end. */
export function writeUnknownKey(packet: Uint8Array, tsigAt: number, reply: Uint8Array, end: number): number {
  const fixedAt = skipPlainName(packet, tsigAt, packet.length);
  const dataAt = fixedAt + fixedOctets;
  const timeAt = skipPlainName(packet, dataAt, packet.length);
  const idAt = timeAt + timeOctets + 2 + readUint16(packet, timeAt + timeOctets);
  const copiedEnd = timeAt + timeOctets;
  let at = end;
  for (let from = tsigAt; from < copiedEnd; from++, at++) reply[at] = packet[from] as number;
  writeUint16(reply, end + fixedAt - tsigAt + 8, timeAt - dataAt + timeOctets + tailOctets);
  writeUint16(reply, at, 0);
  reply[at + 2] = packet[idAt] as number;
  reply[at + 3] = packet[idAt + 1] as number;
  writeUint16(reply, at + 4, badKey);
  writeUint16(reply, at + 6, 0);
  writeUint16(reply, additionalCountAt, readUint16(reply, additionalCountAt) + 1);
  return at + tailOctets;
}
