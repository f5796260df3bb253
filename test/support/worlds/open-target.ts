// A backend for health checks on loopback that a test can take down and bring back up.

import { createServer, type Server, type Socket } from 'node:net';
import { findFreePort } from '../dns/find-free-port.ts';

export interface TestTarget {
  readonly address: string;
  readonly port: number;
  /** Connections accepted so far: how often it has been probed. */
  readonly accepted: number;
  takeDown(): Promise<void>;
  bringUp(): Promise<void>;
}

/** Each target has a loopback address and a port that nothing else gets while it is down. */
export async function openTarget(address: string, port = 0): Promise<TestTarget> {
  let accepted = 0;
  let boundPort = port === 0 && !address.includes(':') ? await findFreePort(address) : port;
  let server: Server | undefined;
  const sockets = new Set<Socket>();

  function bringUp(): Promise<void> {
    return new Promise((resolve, reject) => {
      const started = createServer((socket) => {
        accepted++;
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => sockets.delete(socket));
        socket.resume();
      });
      started.once('error', reject);
      started.listen(boundPort, address, () => {
        const bound = started.address();
        if (typeof bound === 'object' && bound !== null) boundPort = bound.port;
        server = started;
        resolve();
      });
    });
  }

  function takeDown(): Promise<void> {
    return new Promise((resolve) => {
      if (server === undefined) resolve();
      else server.close(() => resolve());
      server = undefined;
      for (const socket of sockets) socket.destroy();
    });
  }

  await bringUp();
  return {
    address,
    get port() {
      return boundPort;
    },
    get accepted() {
      return accepted;
    },
    takeDown,
    bringUp,
  };
}
