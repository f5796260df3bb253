// Writes a reply of the window to an HTTP client: whole, smaller where the client can read it so, or piece by piece; or only
// says that the client has it already. Refuses to know what it says.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../base/clock.ts';
import { type OpenStream, streamReply } from '../../control/stream-reply.ts';
import type { BodyEncoder } from './encode-body.ts';
import type { Outgoing } from './outgoing.ts';
import type { WindowReply } from './router.ts';
import { withStrictHeaders } from './strict-headers.ts';

export interface ReplySender {
  readonly clock: Clock;
  readonly encoder: BodyEncoder;
  readonly outgoing: Outgoing;
}

/** Whoever reads more slowly than this is no person with a bad line, and what is not read is held in memory. */
const octetsPerSecondMin = 8192;
const leastPatienceMs = 30_000;
/** Streams that have no end of their own. */
const lasting = /^(text\/event-stream|application\/jsonl)/;

/** Resolves when the client has it, or is gone. */
export async function sendReply(
  reply: WindowReply,
  request: IncomingMessage,
  response: ServerResponse,
  { clock, encoder, outgoing }: ReplySender,
): Promise<void> {
  const isHead = request.method === 'HEAD';
  if (reply.code === 304 || isKnown(reply, request)) {
    const { 'content-type': _, ...headers } = reply.headers;
    response.writeHead(304, withStrictHeaders(headers)).end();
    return;
  }
  const encoding = String(request.headers['accept-encoding'] ?? '');
  if ('stream' in reply) {
    const { stream, headers } = encoder.encodeStream(reply.stream, reply.headers, encoding);
    response.writeHead(reply.code, withStrictHeaders(headers));
    if (isHead) response.end();
    else {
      const isLasting = lasting.test(headers['content-type'] ?? '');
      await streamPatiently(stream, { request, response, clock, isLasting });
    }
    return;
  }
  const { body, headers } = await encoder.encode(reply.body, reply.headers, encoding);
  if (response.destroyed) return;
  response.writeHead(reply.code, { ...withStrictHeaders(headers), 'content-length': body.length });
  if (isHead) response.end();
  else await sendWhole(response, body, { clock, outgoing });
}

/** RFC 9110 §13.1.2: entity tags are compared without regard to their weakness. */
function isKnown({ code, headers }: WindowReply, request: IncomingMessage): boolean {
  const { etag } = headers;
  const known = request.headers['if-none-match'];
  if (code !== 200 || etag === undefined || known === undefined) return false;
  const plain = (tag: string) => tag.trim().replace(/^W\//, '');
  return known.trim() === '*' || known.split(',').some((tag) => plain(tag) === plain(etag));
}

function sendWhole(
  response: ServerResponse,
  body: Uint8Array,
  { clock, outgoing }: Pick<ReplySender, 'clock' | 'outgoing'>,
): Promise<void> {
  return new Promise((resolve) => {
    // It would not be told again.
    if (response.destroyed) {
      resolve();
      return;
    }
    const patienceMs = leastPatienceMs + (body.length / octetsPerSecondMin) * 1000;
    const cut = () => response.destroy();
    const callOff = clock.after(patienceMs, cut);
    const end = outgoing.begin(body.length, cut);
    response.once('close', () => {
      callOff();
      end();
      resolve();
    });
    response.end(body);
  });
}

interface PatientStream {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly clock: Clock;
  readonly isLasting: boolean;
}

/** Nothing may happen for long on a connection for events; their stream looks after itself. */
async function streamPatiently(
  stream: OpenStream,
  { request: { socket }, response, clock, isLasting }: PatientStream,
): Promise<void> {
  const before = socket.timeout ?? 0;
  socket.setTimeout(0);
  // Whoever looks on and ends its side has closed the page; whoever reads a document may have no more to ask.
  const leave = () => response.destroy();
  if (isLasting && socket.readableEnded) leave();
  else if (isLasting) socket.once('end', leave);
  await streamReply(response, socket, stream, clock);
  socket.off('end', leave);
  if (!socket.destroyed) socket.setTimeout(before);
}
