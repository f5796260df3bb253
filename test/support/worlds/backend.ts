// A backend that accepts connections and counts them.

import { createServer, type Server } from 'node:net';

export interface Backend {
  readonly port: number;
  readonly connectionCount: number;
  close(): Promise<void>;
}

export async function openBackend(address = '127.0.0.1', port = 0): Promise<Backend> {
  let connectionCount = 0;
  const server: Server = createServer((socket) => {
    connectionCount++;
    socket.on('error', () => undefined);
    socket.end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
  const bound = server.address();
  if (typeof bound !== 'object' || bound === null) throw new Error('the backend does not listen');
  return {
    port: bound.port,
    get connectionCount() {
      return connectionCount;
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** A port without a listener: it was free a moment ago. */
export async function findDeadPort(): Promise<number> {
  const backend = await openBackend();
  await backend.close();
  return backend.port;
}
