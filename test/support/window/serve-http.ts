// An HTTP listener of the window on loopback, with routes of a test, and clients that send octets as they like. Clients from
// 127.0.0.2 up count as other machines: 127.0.0.7 as 192.0.2.7.

import { connect, type Socket } from 'node:net';
import type { Clock } from '../../../src/base/clock.ts';
import type { HttpStatus } from '../../../src/control/protocol/window.ts';
import { addressOf } from '../../../src/window/http/admission.ts';
import { type HttpLimits, usualHttpLimits } from '../../../src/window/http/http-limits.ts';
import { HttpListeners } from '../../../src/window/http/http-listeners.ts';
import { type HttpSettings, noHttp } from '../../../src/window/http/http-settings.ts';
import { Router, type WindowRoute } from '../../../src/window/http/router.ts';
import { createRecordingLogger, type LogEntry } from '../recording-logger.ts';

export interface ServedHttp {
  readonly listeners: HttpListeners;
  readonly port: number;
  readonly log: readonly LogEntry[];
  /** What was reported last of where it is served. */
  status(): HttpStatus | undefined;
  /** What routes threw. */
  readonly bugs: readonly unknown[];
  apply(settings: Partial<HttpSettings>): Promise<void>;
}

export interface ServedHttpSettings {
  readonly routes: readonly WindowRoute[];
  readonly settings?: Partial<HttpSettings>;
  readonly limits?: Partial<HttpLimits>;
  readonly clock?: Clock;
  readonly outgoingOctetsMax?: number;
}

const anyPort = { address: { family: 4, text: '127.0.0.1' }, port: 0 } as const;
const usual: HttpSettings = { ...noHttp, listen: [anyPort], connectionsMax: 64 };

export async function serveHttp({
  routes,
  settings = {},
  limits = {},
  clock,
  outgoingOctetsMax,
}: ServedHttpSettings): Promise<ServedHttp> {
  const { logger, entries } = createRecordingLogger();
  const bugs: unknown[] = [];
  let status: HttpStatus | undefined;
  const listeners = new HttpListeners({
    logger,
    router: new Router(routes, (error) => bugs.push(error)),
    limits: { ...usualHttpLimits, ...limits },
    report: (reported) => {
      status = reported;
    },
    ...(clock && { clock }),
    outgoingOctetsMax,
    addressOf: (socket) => {
      const machine = /^127\.0\.0\.([2-9]|\d\d+)$/.exec(socket.remoteAddress ?? '')?.[1];
      return machine === undefined ? addressOf(socket) : { family: 4, text: `192.0.2.${machine}` };
    },
  });
  const apply = (more: Partial<HttpSettings>) => listeners.apply({ ...usual, ...settings, ...more });
  await apply({});
  return {
    listeners,
    port: listeners.endpoints[0]?.port ?? 0,
    log: entries,
    status: () => status,
    bugs,
    apply,
  };
}

export interface RawReply {
  readonly code: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A connection that sends what it is given. */
export class RawClient {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  #isClosed = false;

  constructor(port: number, from = '127.0.0.1', host = '127.0.0.1') {
    this.socket = connect({ port, host, ...(host === '127.0.0.1' && { localAddress: from }) });
    this.socket.on('data', (octets: Buffer) => {
      this.#received = Buffer.concat([this.#received, octets]);
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.#isClosed = true;
    });
  }

  get text(): string {
    return this.#received.toString();
  }

  get octets(): Buffer {
    return this.#received;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  send(octets: string | Buffer): void {
    this.socket.write(octets);
  }

  /** Resolves when the server has closed it. */
  closed(): Promise<void> {
    return this.#isClosed
      ? Promise.resolve()
      : new Promise((resolve) => this.socket.once('close', () => resolve()));
  }

  close(): void {
    this.socket.destroy();
  }
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The client's address. */
  readonly from?: string;
  /** The server's. */
  readonly host?: string;
}

/** One request on a connection of its own; nothing if it was cut. */
export async function askHttp(
  port: number,
  target: string,
  { method = 'GET', headers = {}, from = '127.0.0.1', host = '127.0.0.1' }: AskOptions = {},
): Promise<RawReply | undefined> {
  const client = new RawClient(port, from, host);
  const lines = Object.entries({ host: `${host}:${port}`, ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  client.send([`${method} ${target} HTTP/1.1`, ...lines, 'connection: close', '', ''].join('\r\n'));
  await client.closed();
  return readReply(client.octets);
}

export function readReply(octets: Buffer): RawReply | undefined {
  const end = octets.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [status = '', ...lines] = octets.subarray(0, end).toString('latin1').split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  const body = octets.subarray(end + 4);
  return { code: Number(status.split(' ')[1]), headers, body };
}
