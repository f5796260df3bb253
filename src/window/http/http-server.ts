// HTTP on one socket: requests read within bounds, checked, answered by the router and sent, one after the other on each
// connection. Refuses to know what there is to see.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import { type Admission, type ClientAddress, networkOf } from './admission.ts';
import { checkRequest, type RequestHead, say } from './check-request.ts';
import type { BodyEncoder } from './encode-body.ts';
import type { HttpLimits } from './http-limits.ts';
import type { HttpSettings } from './http-settings.ts';
import type { Outgoing } from './outgoing.ts';
import { refuseNonsense, refuseTunnel } from './refuse-nonsense.ts';
import type { RequestTurns } from './request-turns.ts';
import { type Answerer, replyWithText, type WindowReply } from './router.ts';
import { sendReply } from './send-reply.ts';

/** Not imported: an import reads every export of node:http, WebSocket among them, for which Node loads a whole HTTP client (30 ms). */
const { createServer } = process.getBuiltinModule('node:http');

export interface HttpParts {
  readonly clock: Clock;
  readonly router: Answerer;
  readonly admission: Admission;
  readonly encoder: BodyEncoder;
  readonly outgoing: Outgoing;
  readonly turns: RequestTurns;
  readonly streams: StreamCount;
  readonly settings: () => HttpSettings;
  readonly limits: HttpLimits;
}

/** Streams of all listeners together. */
export interface StreamCount {
  open: number;
}

/** Behind one that is being answered. Browsers send none, and each is work to be done. */
const pipelinedMax = 8;
/** A route that takes longer waits for something that will not come. */
const replyPatienceMs = 30_000;
/** The share of connections that may be streams: these are never idle, and requests must still get through. */
const streamsShareMax = 3 / 4;

export function createHttpServer(parts: HttpParts): Server {
  const { limits } = parts;
  const server = createServer({
    maxHeaderSize: limits.headOctetsMax,
    headersTimeout: limits.headPatienceMs,
    requestTimeout: limits.headPatienceMs,
    connectionsCheckingInterval: limits.headLookMs,
    keepAliveTimeout: limits.keepAliveMs,
    // Whoever vanished without a word is found out, though nothing is sent.
    keepAlive: true,
    keepAliveInitialDelay: limits.keepAliveMs,
    // It is checked with everything else, and HTTP/1.0 has none.
    requireHostHeader: false,
  });
  server.timeout = limits.idleMs;
  // Whoever has no more to ask may still read: replies that are made at once would reach them, and others not.
  Object.assign(server, { httpAllowHalfOpen: true });
  const lines = new WeakMap<Socket, Line>();
  server.on('connection', (socket: Socket) => {
    lines.set(socket, new Line());
    parts.admission.admit(socket);
  });
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const line = lines.get(socket);
    if (line === undefined || line.length > pipelinedMax) socket.resetAndDestroy();
    else line.join(() => serveRequest(request, response, parts));
  };
  server.on('request', serve);
  // Answered as any other, not invited to send its body first.
  server.on('checkContinue', serve);
  server.on('checkExpectation', serve);
  server.on('connect', ({ socket }: IncomingMessage) => refuseTunnel(socket));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const isAnswering = (lines.get(socket as Socket)?.length ?? 0) > 0;
    refuseNonsense(error.code, socket as Socket, isAnswering);
  });
  return server;
}

/** The requests of one connection, in the order in which they came: replies leave in that order, and one is made at a time. */
class Line {
  length = 0;
  #last: Promise<void> = Promise.resolve();

  join(serve: () => Promise<void>): void {
    this.length++;
    this.#last = this.#last.then(serve).finally(() => {
      this.length--;
    });
  }
}

async function serveRequest(
  request: IncomingMessage,
  response: ServerResponse,
  parts: HttpParts,
): Promise<void> {
  const { socket } = request;
  const { admission, router, clock, settings } = parts;
  const client = admission.addressOf(socket);
  if (socket.destroyed) return;
  // It may have been welcome when it came.
  if (client === undefined || !admission.isAllowed(client)) {
    socket.resetAndDestroy();
    return;
  }
  admission.markBusy(socket);
  const head = headOf(request);
  const checked = checkRequest(head, {
    settings: settings(),
    client,
    isOpen: (target) => router.isOpen(target),
  });
  if (checked.kind === 'refused' && checked.isLast) response.shouldKeepAlive = false;
  const reply =
    checked.kind === 'refused'
      ? checked.reply
      : await withPatience(answer(checked.target, head, { socket, client }, parts), head, clock);
  if (!socket.destroyed) await sendCounted(reply, head, request, response, parts);
  admission.markIdle(socket);
}

/** Whoever asks whether this server lives waits for nobody, and what nobody waits for any more is not made. */
function answer(
  target: string,
  head: RequestHead,
  { socket, client }: { readonly socket: Socket; readonly client: ClientAddress },
  { router, turns }: HttpParts,
): Promise<WindowReply> {
  const request = { target, headers: textHeaders(head) };
  if (router.isOpen(target)) return router.answer(request);
  // A scraper waits for no page: what differs in kind differs in what it takes.
  const [, kind = ''] = target.split(/[/?]/, 2);
  return turns.take(`${networkOf(client)} ${kind}`, async () =>
    socket.destroyed ? gone : router.answer(request),
  );
}

const gone = replyWithText('', 503);

async function sendCounted(
  reply: WindowReply,
  head: RequestHead,
  request: IncomingMessage,
  response: ServerResponse,
  parts: HttpParts,
): Promise<void> {
  const { streams, settings } = parts;
  if (!('stream' in reply) || request.method === 'HEAD') {
    await sendReply(reply, request, response, parts);
    return;
  }
  if (streams.open >= Math.floor(settings().connectionsMax * streamsShareMax)) {
    const busy = say(head, 503, 'too many streams are open; try again later', { 'retry-after': '30' });
    await sendReply(busy, request, response, parts);
    return;
  }
  streams.open++;
  await sendReply(reply, request, response, parts);
  streams.open--;
}

function withPatience(
  reply: Promise<WindowReply>,
  head: RequestHead,
  clock: HttpParts['clock'],
): Promise<WindowReply> {
  return new Promise((resolve) => {
    const callOff = clock.after(replyPatienceMs, () =>
      resolve(say(head, 503, 'this took too long; try again later')),
    );
    void reply.then((made) => {
      callOff();
      resolve(made);
    });
  });
}

function headOf({ method = '', url = '', headers, rawHeaders }: IncomingMessage): RequestHead {
  const hosts = rawHeaders.filter((_, index) => index % 2 === 1 && isHost(rawHeaders[index - 1]));
  const texts = Object.entries(headers).map(([name, value]) => [name, value?.toString()]);
  return { method, target: url, headers: Object.fromEntries(texts), hosts };
}

function isHost(name: string | undefined): boolean {
  return name?.toLowerCase() === 'host';
}

function textHeaders({ headers }: RequestHead): Record<string, string> {
  const given = Object.entries(headers).filter(
    // What routes show is for whoever may see it; how that was found out is no business of theirs.
    (header): header is [string, string] => header[1] !== undefined && header[0] !== 'authorization',
  );
  return Object.fromEntries(given);
}
