// Relays TCP on loopback to a Unix socket, for clients that know only TCP.

import { connect, createServer } from 'node:net';

export interface Relay {
  readonly port: number;
  close(): void;
}

export async function openTcpToUnix(path: string): Promise<Relay> {
  const server = createServer((client) => {
    const inner = connect(path);
    for (const [from, to] of [
      [client, inner],
      [inner, client],
    ] as const) {
      from.on('error', () => to.destroy());
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the relay does not listen');
  return { port: address.port, close: () => server.close() };
}
