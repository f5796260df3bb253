// The roads that queries take, and how long a reply may be on each.

import { messageOctetsMax } from '../wire/message-format.ts';

/** Over UDP the client has a say in how long a reply may be (RFC 6891), over TCP only the format has. */
export type Transport = 'udp' | 'tcp';

/** Larger datagrams risk fragments, which get lost and can be forged (the DNS flag day of 2020 settled on 1232). */
export const datagramOctetsMax = 1232;

export function replyOctetsMax(transport: Transport): number {
  return transport === 'udp' ? datagramOctetsMax : messageOctetsMax;
}
