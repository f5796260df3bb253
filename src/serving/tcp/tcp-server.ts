// A TCP listener as RFC 7766 wants it: many queries per connection, pipelined or in pieces. The bounds on its connections
// are those of all listeners together (tcp-clients.ts). Knows nothing of names.

import { createServer, type ListenOptions, type Server } from 'node:net';
import type { Image } from '../../answers/image.ts';
import { invariant } from '../../base/invariant.ts';
import { readDescriptor } from '../../base/read-descriptor.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import type { Endpoint } from '../../wire/endpoint.ts';
import { readBoundAddress } from '../../wire/ip-address.ts';
import { createAnswerer } from '../answering/answer-query.ts';
import { countTimes } from '../count-times.ts';
import type { CounterRow } from '../counters.ts';
import type { Desk } from '../desk.ts';
import type { ListenProblem } from '../listen-problem.ts';
import { hasReply } from '../query-outcome.ts';
import type { Rules } from '../rules/rules.ts';
import { type Carrier, carrierOf } from './carrier.ts';
import { Entrance } from './entrance.ts';
import type { Greeter } from './greeter.ts';
import type { MessageAnswerer } from './message-answerer.ts';
import type { TcpClients, TcpLimits } from './tcp-clients.ts';
import { TcpConnection } from './tcp-connection.ts';

/** What is served at the moment: looked at for each query. */
export interface CurrentImage {
  readonly image: Image;
  /** Takes what the main thread has sent since, rules among it, as reading the image does; absent: there is nothing to take. */
  refresh?(): void;
}

export interface TcpServer {
  readonly protocol: 'tcp';
  readonly endpoint: Endpoint;
  /** Resolves when every earlier reply has been sent; cuts clients that do not read them in time. */
  movedOn(): Promise<void>;
  /** Accepts no more connections, sends what is still to be sent, and cuts clients that do not read it in time. */
  close(): Promise<void>;
}

/** With what all listeners answer. */
export interface TcpAnswering {
  readonly snapshot: CurrentImage;
  /** Of this thread. */
  readonly counters: CounterRow;
  readonly rules: Rules;
  readonly clients: TcpClients;
  readonly desk: Pick<Desk, 'words' | 'attend'>;
  /** Absent: queries come over the sockets as they are. */
  readonly greeter?: Greeter;
}

/** Sockets that the kernel completes before we accept them: a burst of truncated answers comes back over TCP. */
const backlog = 511;
/** Of descriptors or memory, when a connection should be accepted. */
const lackCodes: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']);

export async function listenTcp(
  endpoint: Endpoint,
  answering: TcpAnswering,
): Promise<Result<TcpServer, ListenProblem>> {
  const { address, port } = endpoint;
  const options = { host: address.text, port, ipv6Only: address.family === 6, backlog };
  const opened = await openServer(options, answering);
  return opened.ok ? opened : fail({ protocol: 'tcp', endpoint, code: opened.problem });
}

/** A listening socket that the service manager holds. */
export function adoptTcp(fd: number, answering: TcpAnswering): Promise<Result<TcpServer, string>> {
  return openServer({ fd }, answering);
}

async function openServer(
  options: ListenOptions & { readonly fd?: number },
  answering: TcpAnswering,
): Promise<Result<TcpServer, string>> {
  const { snapshot, counters, rules, clients, desk } = answering;
  const connections = new Set<TcpConnection>();
  const entrance = new Entrance(answering, serve);
  let isClosing = false;
  const answer = createAnswerer(counters, { desk: desk.words, rules, log: rules.queryLog });
  /** Of the go that is under way, without those of attendants. */
  let replies = 0;
  const answerer: MessageAnswerer = {
    prepare() {
      rules.tick();
      replies = 0;
      rules.idleTenths = isClosing ? 0 : clients.idleTenths;
    },
    answer(client, packet, reply) {
      const outcome = answer(snapshot.image, client, packet, packet.length, reply);
      if (hasReply(outcome)) replies++;
      return outcome === 'for an attendant' ? desk.attend(client, packet) : outcome;
    },
    finish({ transport }) {
      countTimes(counters, transport, replies, performance.now() - rules.tickedMs);
    },
  };
  // A client may close its side after the last query and still wants the answers (RFC 7766 §6.2.4).
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    entrance.enter(carrierOf(socket));
  });
  const problem = await listen(server, options);
  if (problem !== undefined) return fail(problem);
  clients.boundBuffers(readDescriptor(server));
  // When file descriptors run out libuv accepts and closes whoever waits; where it has none left for that, it says so here.
  server.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
    if (lackCodes.has(code)) clients.makeRoom();
  });
  const bound = server.address();
  invariant(typeof bound === 'object' && bound !== null, 'a listening socket has an address');
  const address = readBoundAddress(bound.address);
  return succeed({
    protocol: 'tcp',
    endpoint: { address, port: bound.port },
    movedOn: async () => {
      await Promise.all([...connections].map((connection) => flush(connection, clients.limits)));
    },
    close() {
      isClosing = true;
      entrance.cutAll();
      return closeServer(server, connections, clients.limits);
    },
  });

  function serve(carrier: Carrier): void {
    const connection = new TcpConnection(carrier, answerer, clients);
    connections.add(connection);
    carrier.socket.once('close', () => connections.delete(connection));
  }
}

/** A client that reads more slowly would hold an old answer for longer than its TTL says. */
async function flush(connection: TcpConnection, { closeTimeoutMs }: TcpLimits): Promise<void> {
  const timer = setTimeout(() => connection.cut(), closeTimeoutMs);
  await connection.flushed();
  clearTimeout(timer);
}

/** The error's code when it did not work. */
function listen(server: Server, options: ListenOptions): Promise<string | undefined> {
  return new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message);
    server.once('error', fail);
    server.listen(options, () => {
      server.removeListener('error', fail);
      resolve(undefined);
    });
  });
}

function closeServer(server: Server, connections: Set<TcpConnection>, limits: TcpLimits): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      for (const connection of connections) connection.cut();
    }, limits.closeTimeoutMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    for (const connection of connections) connection.finish();
  });
}
