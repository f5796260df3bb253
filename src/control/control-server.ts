// HTTP on a Unix socket that only the owner and root may use: turns requests into calls of the routes that it is given, and
// refuses to know what those do. docs/control.md describes the protocol.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Clock, systemClock } from '../base/clock.ts';
import { invariant } from '../base/invariant.ts';
import { parseJson } from '../base/parse-json.ts';
import { readDescriptor } from '../base/read-descriptor.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import { claimSocketPath } from './claim-socket-path.ts';
import { ConnectedClients } from './connected-clients.ts';
import { type OpenStream, streamReply } from './stream-reply.ts';

/** Not imported: an import reads every export of node:http, WebSocket among them, for which Node loads a whole HTTP client (30 ms). */
const { createServer } = process.getBuiltinModule('node:http');

/** A value goes out as JSON, a text and the pieces of a stream as they are. */
export type ControlReply = {
  readonly code: number;
  /** Of texts and streams, beside what a route says of its own. */
  readonly headers?: Readonly<Record<string, string>>;
} & ({ readonly body: unknown } | { readonly text: string } | { readonly stream: OpenStream });

/** Who is asking, as far as the kernel says. */
export interface Caller {
  readonly uid: number | undefined;
}

export interface ServedRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Of its texts and streams; values are JSON whatever this says. */
  readonly contentType?: string;
  /** `body` is the request's JSON, if it has any. */
  handle(body: unknown, caller: Caller): ControlReply | Promise<ControlReply>;
}

/** The uid of whoever is connected to the socket with this file descriptor. */
export type ReadPeerUid = (fd: number) => number | undefined;

/** A GET that is none of the routes. */
export interface OtherRequest {
  /** Path and query, as received. */
  readonly target: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface ControlSettings {
  /** Answers what no route does; nothing: nobody does. */
  readonly elsewhere?: (request: OtherRequest) => Promise<ControlReply> | undefined;
  readonly readPeerUid?: ReadPeerUid;
  /** How many may be connected; asked anew for each. */
  readonly connectionsMax?: () => number;
  readonly clock?: Clock;
}

export interface ControlServer {
  close(): Promise<void>;
}

/** A configuration with tens of thousands of names fits; none of our commands sends more. */
const bodyOctetsMax = 64 * 1024 * 1024;
/** rw for the owner; root needs no permission. */
const socketMask = 0o177;
/** The share of connections that may be streams: these are never idle, and requests must still get through. */
const streamsShareMax = 1 / 2;
const defaultContentType = 'text/plain; charset=utf-8';

/** The problem is the system's code, or a sentence. */
export async function openControl(
  path: string,
  routes: readonly ServedRoute[],
  settings: ControlSettings = {},
): Promise<Result<ControlServer, string>> {
  const obstacle = await claimSocketPath(path);
  if (obstacle !== undefined) return fail(obstacle);
  const { readPeerUid = () => undefined, connectionsMax = () => Number.POSITIVE_INFINITY } = settings;
  const dispatcher = new Dispatcher(routes, { ...settings, connectionsMax });
  const clients = new ConnectedClients();
  const server = createServer((request, response) => {
    // Now, while it is connected: once the body has been read, the descriptor may be another's.
    const caller: Caller = { uid: readUid(request, readPeerUid) };
    const { socket } = request;
    request.once('end', () => clients.markBusy(socket));
    response.once('close', () => clients.markIdle(socket));
    void dispatcher.serve(request, response, caller);
  });
  server.on('connection', (socket: Socket) => clients.add(socket, connectionsMax()));
  // A control connection that breaks is its client's problem.
  server.on('clientError', (_, socket) => socket.destroy());
  const code = await listen(server, path);
  if (code !== undefined) return fail(code);
  return succeed({
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

type DispatcherSettings = ControlSettings & Required<Pick<ControlSettings, 'connectionsMax'>>;

class Dispatcher {
  readonly #routes: ReadonlyMap<string, ServedRoute>;
  readonly #connectionsMax: () => number;
  readonly #clock: Clock;
  readonly #elsewhere: NonNullable<ControlSettings['elsewhere']>;
  #streams = 0;

  constructor(
    routes: readonly ServedRoute[],
    { connectionsMax, clock = systemClock, elsewhere = () => undefined }: DispatcherSettings,
  ) {
    this.#routes = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));
    invariant(this.#routes.size === routes.length, 'no two routes are the same');
    this.#connectionsMax = connectionsMax;
    this.#clock = clock;
    this.#elsewhere = elsewhere;
  }

  async serve(request: IncomingMessage, response: ServerResponse, caller: Caller): Promise<void> {
    const { method, url } = request;
    // Of what a GET answers, Node sends the head.
    const route = this.#routes.get(`${method === 'HEAD' ? 'GET' : method} ${url}`);
    if (route === undefined) {
      await this.#serveOther(request, response);
      return;
    }
    const body = await readBody(request);
    if (!body.ok) {
      sendJson(response, 400, { error: body.problem });
      return;
    }
    const reply = await route.handle(body.value, caller);
    const { contentType = defaultContentType } = route;
    await this.#send(request, response, reply, contentType);
  }

  async #serveOther(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url } = request;
    const isAsking = method === 'GET' || method === 'HEAD';
    const right = ['GET', 'POST'].find((other) => this.#routes.has(`${other} ${url}`));
    if (right !== undefined) {
      const allow = right === 'GET' ? 'GET, HEAD' : right;
      response.setHeader('allow', allow);
      sendJson(response, 405, { error: `there is nothing to ${method} here; only ${allow}` });
      return;
    }
    const reply = isAsking
      ? await this.#elsewhere({ target: url ?? '/', headers: textHeaders(request) })
      : undefined;
    if (reply === undefined) sendJson(response, 404, { error: 'there is no such thing here' });
    else await this.#send(request, response, reply, defaultContentType);
  }

  async #send(
    request: IncomingMessage,
    response: ServerResponse,
    reply: ControlReply,
    contentType: string,
  ): Promise<void> {
    const headers = { 'content-type': contentType, ...reply.headers };
    if ('body' in reply) sendJson(response, reply.code, reply.body);
    else if ('text' in reply) response.writeHead(reply.code, headers).end(reply.text);
    else await this.#stream(request, response, reply, headers);
  }

  async #stream(
    { socket, method }: IncomingMessage,
    response: ServerResponse,
    { code, stream }: { readonly code: number; readonly stream: OpenStream },
    headers: Readonly<Record<string, string>>,
  ): Promise<void> {
    const isHead = method === 'HEAD';
    const noStore = { 'cache-control': 'no-store', ...headers };
    if (isHead || this.#streams >= Math.floor(this.#connectionsMax() * streamsShareMax)) {
      if (isHead) response.writeHead(code, noStore).end();
      else sendJson(response, 503, { error: 'too many streams are open; try again later' });
      await abandon(stream);
      return;
    }
    this.#streams++;
    response.writeHead(code, noStore);
    await streamReply(response, socket, stream, this.#clock);
    this.#streams--;
  }
}

function listen(server: Server, path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    // Stays: accepting fails when file descriptors run out, and the next connection may succeed.
    server.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    // The socket has its mode from the moment it exists: at no time can others connect.
    const mask = process.umask(socketMask);
    server.listen(path, () => resolve(undefined));
    process.umask(mask);
  });
}

/** Its maker may have begun elsewhere. */
async function abandon(stream: OpenStream): Promise<void> {
  try {
    for await (const _ of stream(AbortSignal.abort())) return;
  } catch {
    // Nobody wanted it.
  }
}

/** Without a descriptor nobody vouches for the caller. */
function readUid({ socket }: IncomingMessage, readPeerUid: ReadPeerUid): number | undefined {
  const fd = readDescriptor(socket);
  return fd === undefined ? undefined : readPeerUid(fd);
}

function textHeaders({ headers }: IncomingMessage): Record<string, string> {
  const texts = Object.entries(headers).filter(
    (header): header is [string, string] => typeof header[1] === 'string',
  );
  return Object.fromEntries(texts);
}

function sendJson(response: ServerResponse, code: number, body: unknown): void {
  const text = Buffer.from(`${JSON.stringify(body)}\n`);
  const headers = { 'content-type': 'application/json', 'content-length': text.length };
  response.writeHead(code, headers).end(text);
}

async function readBody(request: IncomingMessage): Promise<Result<unknown, string>> {
  const parts: Buffer[] = [];
  let octets = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      octets += part.length;
      if (octets > bodyOctetsMax) return fail('the request is too long');
      parts.push(part);
    }
  } catch {
    return fail('the request broke off');
  }
  if (octets === 0) return succeed(undefined);
  const parsed = parseJson(Buffer.concat(parts).toString());
  if (parsed.ok) return parsed;
  return fail(
    parsed.problem.kind === 'too-deep' ? 'the request is nested too deep' : 'the request is not JSON',
  );
}
