// The roads that queries take, and how long a reply may be on each.

import { datagramOctetsMax, messageOctetsMax } from '../wire/message-format.ts';

/** Over UDP the client has a say in how long a reply may be (RFC 6891), over TCP, with TLS or without, only the format has. */
export type Transport = 'udp' | 'tcp' | 'tls';

export function replyOctetsMax(transport: Transport): number {
  return transport === 'udp' ? datagramOctetsMax : messageOctetsMax;
}
