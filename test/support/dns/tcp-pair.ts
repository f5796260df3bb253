// Both ends of real TCP connections in this process; the server's end is a TcpConnection with a made-up answerer.

import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { readDescriptor } from '../../../src/base/read-descriptor.ts';
import { carrierOf } from '../../../src/serving/tcp/carrier.ts';
import type { AnswerMessage } from '../../../src/serving/tcp/message-answerer.ts';
import type { TcpClients, TcpLimits } from '../../../src/serving/tcp/tcp-clients.ts';
import { TcpConnection } from '../../../src/serving/tcp/tcp-connection.ts';
import { requireLibc } from '../daemon/test-libc.ts';
import { TcpClient } from './dns-client.ts';
import { makeTcpClients } from './tcp-clients.ts';

export interface TcpPair {
  readonly client: TcpClient;
  readonly socket: Socket;
  readonly connection: TcpConnection;
  readonly clients: TcpClients;
  close(): void;
}

export async function openTcpPair(
  answer: AnswerMessage,
  limits: Partial<TcpLimits> = {},
  among?: TcpClients,
): Promise<TcpPair> {
  const clients = among ?? makeTcpClients(limits, await requireLibc());
  const server = createServer({ allowHalfOpen: true, noDelay: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  clients.boundBuffers(readDescriptor(server));
  const address = server.address();
  const client = new TcpClient(typeof address === 'object' ? (address?.port ?? 0) : 0);
  const [socket] = (await once(server, 'connection')) as [Socket];
  const answerer = { prepare: () => undefined, finish: () => undefined, answer };
  const connection = new TcpConnection(carrierOf(socket), answerer, clients);
  return {
    client,
    socket,
    connection,
    clients,
    close() {
      client.close();
      socket.destroy();
      server.close();
    },
  };
}

/** Echoes: the reply to a query is the query. */
export const echo: AnswerMessage = (_client, packet, reply) => {
  reply.octets.set(packet);
  reply.length = packet.length;
  return 'answered';
};
