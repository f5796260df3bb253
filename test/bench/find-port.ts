// A port that is free for UDP and TCP on 127.0.0.1 now, for servers that cannot pick a free one themselves.

import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

const triesMax = 20;

export async function findPort(): Promise<number> {
  for (let triesLeft = triesMax; triesLeft > 0; triesLeft--) {
    const port = await freeTcpPort();
    if (await isFreeForUdp(port)) return port;
  }
  throw new Error('no port is free for UDP and TCP');
}

function freeTcpPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}

function isFreeForUdp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(false));
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
  });
}
