// What is said to whoever sends no request that could be read: written by hand, as there is nothing yet to reply to.

import type { Socket } from 'node:net';
import { strictHeaders } from './strict-headers.ts';

interface Refusal {
  readonly status: string;
  readonly sentence: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const noRequest: Refusal = { status: '400 Bad Request', sentence: 'this is no request of HTTP/1.1' };
/** By the code of Node's error. */
const refusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    sentence: 'the head of the request is too long',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    sentence: 'the request took too long to come',
  },
};

/** No HTTP, or too much or too slow of it. A reply that is under way must not be mixed with another. */
export function refuseNonsense(code: string | undefined, socket: Socket, isAnswering: boolean): void {
  if (!socket.writable || isAnswering || code === 'ECONNRESET') socket.destroy();
  else write(refusals[code ?? ''] ?? noRequest, socket);
}

/** CONNECT: this is no proxy. */
export function refuseTunnel(socket: Socket): void {
  write(
    {
      status: '405 Method Not Allowed',
      sentence: 'there is nothing to CONNECT here; only GET and HEAD',
      headers: { allow: 'GET, HEAD' },
    },
    socket,
  );
}

function write({ status, sentence, headers = {} }: Refusal, socket: Socket): void {
  const body = `${sentence}\n`;
  const fields = {
    'cache-control': 'no-store',
    'content-type': 'text/plain; charset=utf-8',
    ...headers,
    ...strictHeaders,
    'content-length': String(body.length),
    date: new Date().toUTCString(),
    connection: 'close',
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${body}`);
  // Not read any more: whoever sends on must not keep it open.
  socket.destroySoon();
}
