// A port for a server that cannot tell which one it got.

import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** Free for UDP and TCP a moment ago. */
export function findFreePort(address = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, address, () => {
      const bound = server.address();
      const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
      const socket = createSocket('udp4');
      const finish = (found: Promise<number> | number) => {
        socket.close();
        server.close(() => resolve(found));
      };
      socket.once('error', () => finish(findFreePort(address)));
      socket.bind(port, address, () => finish(port));
    });
  });
}
