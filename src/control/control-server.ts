// The control socket: HTTP over a Unix socket that only the owner and root may use. Translates requests into calls of the
// functions that it is given, and refuses to know what those do. docs/control.md describes the protocol.

import { lstatSync, mkdirSync, unlinkSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { parseJson } from '../base/parse-json.ts';
import { readDescriptor } from '../base/read-descriptor.ts';
import { describeKind, isOwnedByUsOrRoot } from '../base/read-regular-file.ts';
import { fail, type Result, succeed } from '../base/result.ts';

/** Not imported: an import reads every export of node:http, WebSocket among them, for which Node loads a whole HTTP client (30 ms). */
const { createServer } = process.getBuiltinModule('node:http');

export interface ControlReply {
  readonly code: number;
  readonly body: unknown;
}

/** Who is asking, as far as the kernel says. */
export interface Caller {
  readonly uid: number | undefined;
}

/** `METHOD /path` → what to do with the request's JSON, if it has any. */
export type ControlRoutes = Readonly<
  Record<string, (body: unknown, caller: Caller) => ControlReply | Promise<ControlReply>>
>;

/** The uid of whoever is connected to the socket with this file descriptor. */
export type ReadPeerUid = (fd: number) => number | undefined;

export interface ControlSettings {
  readonly readPeerUid?: ReadPeerUid;
  /** How many may be connected; asked anew for each. */
  readonly connectionsMax?: () => number;
}

export interface ControlServer {
  close(): Promise<void>;
}

/** A configuration with tens of thousands of names fits; who sends more is not one of our commands. */
const bodyOctetsMax = 64 * 1024 * 1024;
/** unix(7): sun_path has room for 108 octets with the final zero. Node cuts off what is longer, and says nothing. */
const pathOctetsMax = 107;
/** rw for the owner; root needs no permission. */
const socketMask = 0o177;
const directoryMode = 0o700;

export async function openControl(
  path: string,
  routes: ControlRoutes,
  { readPeerUid = () => undefined, connectionsMax = () => Number.POSITIVE_INFINITY }: ControlSettings = {},
): Promise<Result<ControlServer, string>> {
  if (Buffer.byteLength(path) > pathOctetsMax) return fail('the path is too long for a socket');
  const obstacle = await clearPath(path);
  if (obstacle !== undefined) return fail(obstacle);
  const clients = new Clients();
  const server = createServer((request, response) => {
    // Now, while the connection is there: its descriptor may be another's when the body has been read.
    const caller: Caller = { uid: readUid(request, readPeerUid) };
    const { socket } = request;
    request.once('end', () => clients.noteBusy(socket));
    response.once('close', () => clients.noteIdle(socket));
    void serve(request, response, routes, caller);
  });
  server.on('connection', (socket: Socket) => clients.add(socket, connectionsMax()));
  // A control connection that breaks is its user's problem.
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

/** Who is connected, and who of them waits for a reply. */
class Clients {
  readonly #all = new Set<Socket>();
  /** Those that ask for nothing, or have not come to the end of a request; who has for longest first. */
  readonly #idle = new Set<Socket>();

  /** One too many: whoever has been idle for longest leaves, and the new one itself while all others wait for replies. */
  add(socket: Socket, max: number): void {
    this.#all.add(socket);
    this.#idle.add(socket);
    socket.once('close', () => this.#remove(socket));
    if (this.#all.size <= max) return;
    const [longest = socket] = this.#idle;
    this.#remove(longest);
    longest.destroy();
  }

  noteBusy(socket: Socket): void {
    this.#idle.delete(socket);
  }

  noteIdle(socket: Socket): void {
    if (this.#all.has(socket)) this.#idle.add(socket);
  }

  #remove(socket: Socket): void {
    this.#all.delete(socket);
    this.#idle.delete(socket);
  }
}

/** Also for what is to be there before the socket is. */
export function makeDirectoryFor(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: directoryMode });
}

/** Makes the directory, and takes away a socket that nobody listens on any more: an earlier run did not end in order. */
async function clearPath(path: string): Promise<string | undefined> {
  try {
    makeDirectoryFor(path);
    const before = lstatSync(path, { throwIfNoEntry: false });
    if (before === undefined) return undefined;
    if (!before.isSocket()) return `${describeKind(before)} stands in its place; remove it`;
    if (!isOwnedByUsOrRoot(before))
      return `a socket of another user (uid ${before.uid}) stands in its place; remove it`;
    const code = await tryToConnect(path);
    if (code === undefined) return 'another process listens there';
    if (code === 'ENOENT') return undefined;
    // Nothing else tells that nobody listens: a process with a full queue or another owner may.
    if (code !== 'ECONNREFUSED') return `cannot tell whether another process listens there: ${code}`;
    // Another daemon that starts at the same time may have put its own there meanwhile.
    const now = lstatSync(path, { throwIfNoEntry: false });
    if (now !== undefined && now.ino === before.ino && now.dev === before.dev) unlinkSync(path);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

/** Why not, as the system's code; nothing when somebody listens. */
function tryToConnect(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

function listen(server: Server, path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    // Stays: accepting fails when file descriptors run out, and the next connection may succeed.
    server.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    // The socket has its mode from the moment it exists: there is no time at which others could connect.
    const mask = process.umask(socketMask);
    server.listen(path, () => resolve(undefined));
    process.umask(mask);
  });
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  routes: ControlRoutes,
  caller: Caller,
): Promise<void> {
  const route = routes[`${request.method} ${request.url}`];
  if (route === undefined) {
    send(response, { code: 404, body: { error: 'there is no such thing here' } });
    return;
  }
  const body = await readBody(request);
  send(response, body.ok ? await route(body.value, caller) : { code: 400, body: { error: body.problem } });
}

/** Without a descriptor nobody vouches for the caller. */
function readUid({ socket }: IncomingMessage, readPeerUid: ReadPeerUid): number | undefined {
  const fd = readDescriptor(socket);
  return fd === undefined ? undefined : readPeerUid(fd);
}

function send(response: ServerResponse, { code, body }: ControlReply): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
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
