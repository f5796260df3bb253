// Whether somebody begins to speak TLS, from the first octets (RFC 8446 §5.1). What does not is refused before it costs more
// than a look; whether the rest makes sense is for OpenSSL to find out.
//
//   record: 22 │ 3 │ minor version │ length (2) │ message: 1 (client_hello) │ …

import { readUint16 } from '../../wire/message-format.ts';

const handshakeRecord = 22;
const majorVersion = 3;
const clientHello = 1;
export const recordHeaderOctets = 5;
/** RFC 8446 §5.1. */
const recordOctetsMax = 1 << 14;
/** Message type, its length, version and random: no hello is shorter. */
const helloOctetsMin = 38;

/** How many octets to wait for, to have the first record whole; 'no tls' as soon as that is known. */
export function readHello(octets: Uint8Array, received: number): number | 'no tls' {
  if (received > 0 && octets[0] !== handshakeRecord) return 'no tls';
  if (received > 1 && octets[1] !== majorVersion) return 'no tls';
  if (received < recordHeaderOctets) return recordHeaderOctets;
  const length = readUint16(octets, 3);
  if (length < helloOctetsMin || length > recordOctetsMax) return 'no tls';
  if (received > recordHeaderOctets && octets[recordHeaderOctets] !== clientHello) return 'no tls';
  return recordHeaderOctets + length;
}
