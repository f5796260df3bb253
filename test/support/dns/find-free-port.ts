// A port for a server that cannot tell which one it got, or that has to get the same one again.

import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/**
 * Below those that the kernel gives to clients, by default 32768 and up: otherwise a query of another test may have taken the port
 * before the server does, or while it restarts.
 */
const first = 20_000;
const count = 12_000;

/** Free for UDP and TCP a moment ago. */
export function findFreePort(address = '127.0.0.1'): Promise<number> {
  const port = first + Math.floor(Math.random() * count);
  return new Promise((resolve, reject) => {
    const server = createServer();
    const again = (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(findFreePort(address)) : reject(error);
    server.once('error', again);
    server.listen(port, address, () => {
      const socket = createSocket('udp4');
      const finish = (found: () => void) => {
        socket.close();
        server.close(found);
      };
      socket.once('error', (error) => finish(() => again(error)));
      socket.bind(port, address, () => finish(() => resolve(port)));
    });
  });
}
