// Datagrams from a loopback address of choice, and what comes back.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { until } from '../until.ts';

/** The replies to all of them, once the last one that can be answered was: the others would have been there before. */
export async function askFrom(
  address: string,
  port: number,
  datagrams: readonly Uint8Array[],
  replyCount = datagrams.length,
): Promise<readonly Buffer[]> {
  const isV6 = address.includes(':');
  const socket = createSocket(isV6 ? 'udp6' : 'udp4');
  const replies: Buffer[] = [];
  try {
    socket.bind(0, address);
    await once(socket, 'listening');
    socket.on('message', (reply) => replies.push(reply));
    for (const datagram of datagrams) socket.send(datagram, port, isV6 ? '::1' : '127.0.0.1');
    await until(`${replyCount} replies`, () => replies.length >= replyCount);
    return replies;
  } finally {
    socket.close();
  }
}
