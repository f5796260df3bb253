// Both ends of real TCP connections in this process, the server's end under a TcpConnection with a made-up answerer.

import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { type AnswerMessage, TcpConnection } from '../../src/serving/tcp-connection.ts';
import { TcpClient } from './dns-client.ts';

export interface TcpPair {
  readonly client: TcpClient;
  readonly socket: Socket;
  readonly connection: TcpConnection;
  close(): void;
}

export async function openTcpPair(answer: AnswerMessage, idleTimeoutMs = 60_000): Promise<TcpPair> {
  const server = createServer({ allowHalfOpen: true, noDelay: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const client = new TcpClient(typeof address === 'object' ? (address?.port ?? 0) : 0);
  const [socket] = (await once(server, 'connection')) as [Socket];
  const connection = new TcpConnection(socket, answer, idleTimeoutMs);
  return {
    client,
    socket,
    connection,
    close() {
      client.close();
      socket.destroy();
      server.close();
    },
  };
}

/** Sends the message back as it is: the reply to a query is the query. */
export const echo: AnswerMessage = (packet, reply) => {
  reply.set(packet);
  return packet.length;
};
