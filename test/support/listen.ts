// Servers of any kind for tests, on loopback and a free port.

import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { findFreePort } from './dns/find-free-port.ts';

/** Starts it; broken connections are ignored. */
export async function listen(onConnection: (socket: Socket) => void, host = '127.0.0.1'): Promise<Server> {
  return started(
    createServer((socket) => {
      socket.on('error', () => undefined);
      onConnection(socket);
    }),
    host,
  );
}

export async function started<AnyServer extends Server>(
  server: AnyServer,
  host = '127.0.0.1',
): Promise<AnyServer> {
  server.listen(0, host);
  await once(server, 'listening');
  return server;
}

export function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen');
  return address.port;
}

/** Nobody listens there. */
export function closedPort(): Promise<number> {
  return findFreePort();
}

/** What keeps an event loop alive: sockets and timers. */
export function countHandles(): number {
  return process.getActiveResourcesInfo().filter((kind) => /TCP|TLS|Timeout/.test(kind)).length;
}
