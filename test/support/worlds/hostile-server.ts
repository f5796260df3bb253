// Servers on loopback that are malicious or broken, each in its own way.

import type { Server, Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { drip, pour } from '../dns/pour.ts';
import { listen, portOf, started } from '../listen.ts';
import { makeCertificate } from '../make-certificate.ts';

const ok = 'HTTP/1.1 200 OK\r\n';
const certificate = makeCertificate();
/** Less than a ServerHello takes (RFC 8446 §4.1.3), so that its record never ends. */
const octetsUntilStall = 60;

type Act = (socket: Socket, reset: () => void) => unknown;

/** What they do to a connection. */
const acts = {
  'never-speaks': () => undefined,
  resets: (_, reset) => reset(),
  'talks-garbage': (socket) => socket.write(Buffer.alloc(5000, 0xa5)),
  'slow-head': (socket) => drip(socket, `${ok}Server: slow`),
  'slow-body': (socket) => drip(socket, 'not ready', `${ok}\r\n`),
  'resets-in-body': (socket, reset) => socket.write(`${ok}Content-Length: 9\r\n\r\nnot`, reset),
  'endless-head': (socket) => pour(socket, 'X-Padding: y\r\n', ok),
  'endless-body': (socket) => pour(socket, 'x', `${ok}\r\n`),
  'stalls-in-handshake': stallInHandshake,
} as const satisfies Readonly<Record<string, Act>>;

export type HostileAct = keyof typeof acts;

export interface HostileServer {
  readonly port: number;
  /** Connections so far. */
  readonly accepted: number;
  /** Connections that are open now. */
  readonly open: number;
  close(): void;
}

/** `isSecured`: misbehaves only after a proper TLS handshake. */
export async function openHostileServer(
  act: HostileAct,
  { host = '127.0.0.1', isSecured = false } = {},
): Promise<HostileServer> {
  const sockets = new Set<Socket>();
  const onConnection = (socket: Socket) => {
    // A server that does not read does not see the end either, and stays.
    socket.resume();
    // Only the connection below TLS can be reset.
    acts[act](socket, () => {
      for (const plain of sockets) if (plain.remotePort === socket.remotePort) plain.resetAndDestroy();
    });
  };
  const server = isSecured ? await listenSecured(onConnection, host) : await listen(onConnection, host);
  let accepted = 0;
  // First, so that connections that are reset at once are counted.
  server.prependListener('connection', (socket: Socket) => {
    accepted++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return {
    port: portOf(server),
    get accepted() {
      return accepted;
    },
    get open() {
      return sockets.size;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function listenSecured(onConnection: (socket: Socket) => void, host: string): Promise<Server> {
  const server = createTlsServer(certificate, (socket) => {
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  server.on('tlsClientError', () => undefined);
  return started(server, host);
}

/** A real server's side of a handshake, of which only the first octets get through. */
function stallInHandshake(socket: Socket): void {
  let left = octetsUntilStall;
  const narrow = new Duplex({
    read: () => undefined,
    write(octets: Buffer, _, done) {
      if (left > 0) socket.write(octets.subarray(0, left));
      left -= octets.length;
      done();
    },
  });
  const secured = new TLSSocket(narrow, { isServer: true, ...certificate });
  secured.on('error', () => undefined);
  socket.on('data', (octets) => narrow.push(octets));
  socket.on('close', () => secured.destroy());
}
