// The web servers of the demo: three that can be stopped and started again, and one that does so by itself.

import { createServer, type Server } from 'node:http';
import { invariant } from '../../base/invariant.ts';

/** Linux has all of 127.0.0.0/8 on loopback: three backends with the same port, as on three machines. */
export const backendAddresses = ['127.0.0.1', '127.0.0.2', '127.0.0.3'] as const;
/** Comes and goes by itself. */
export const moodyAddress = '127.0.0.4';
/** Tried in turn: some may be in use. */
export const backendPorts: readonly number[] = [18_080, 28_080, 38_080];

export class Backend {
  readonly address: string;
  readonly port: number;
  #server: Server | undefined;

  constructor(address: string, port: number) {
    this.address = address;
    this.port = port;
  }

  get isRunning(): boolean {
    return this.#server !== undefined;
  }

  /** False when the address is taken. */
  start(): Promise<boolean> {
    const server = createServer((_, response) => response.end(`backend ${this.address}\n`));
    return new Promise((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(this.port, this.address, () => {
        this.#server = server;
        resolve(true);
      });
    });
  }

  stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    return new Promise((resolve) => {
      if (server === undefined) return resolve();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  async toggle(): Promise<void> {
    if (this.isRunning) await this.stop();
    else await this.start();
    process.stdout.write(`\nbackend ${this.address} ${this.isRunning ? 'started' : 'stopped'}\n`);
  }
}

/** Long enough to be seen, and short enough to be waited for. */
const moodyUpMs = 40_000;
const moodyDownMs = 15_000;

/** The returned function ends it, and the backend. */
export function makeMoody(backend: Backend): () => Promise<void> {
  let isEnded = false;
  let timer: NodeJS.Timeout;
  const turnLater = () => {
    timer = setTimeout(() => void turn(), backend.isRunning ? moodyUpMs : moodyDownMs);
  };
  async function turn(): Promise<void> {
    await (backend.isRunning ? backend.stop() : backend.start());
    if (!isEnded) turnLater();
  }
  turnLater();
  return async () => {
    isEnded = true;
    clearTimeout(timer);
    await backend.stop();
  };
}

export type Backends = readonly [Backend, ...Backend[]];

export async function openBackends(): Promise<Backends | undefined> {
  for (const port of backendPorts) {
    const [first, ...others] = [...backendAddresses, moodyAddress].map(
      (address) => new Backend(address, port),
    );
    invariant(first !== undefined, 'there is more than one address');
    const backends: Backends = [first, ...others];
    const started = await Promise.all(backends.map((backend) => backend.start()));
    if (started.every(Boolean)) return backends;
    await Promise.all(backends.map((backend) => backend.stop()));
  }
  return undefined;
}
