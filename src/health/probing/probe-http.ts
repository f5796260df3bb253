// Probes a target with an HTTP request over TCP or TLS: one request, one reply, no redirects, no connection kept.

import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../../base/clock.ts';
import { version } from '../../base/version.ts';
import { printEndpoint } from '../../wire/endpoint.ts';
import { classifyError, type Probe } from '../outcome.ts';
import type { HttpExpectation, Target } from '../target.ts';
import { Attempt, connectTo } from './attempt.ts';
import { HttpReply, type ReplyProgress } from './http-reply.ts';
import { classifyTlsError, findCertificateProblem, type TlsTarget } from './open-tls.ts';

export type HttpTarget = Extract<Target, { readonly http: HttpExpectation }>;

/** A Host header may omit these (RFC 9110 §7.2). */
const defaultPorts: Readonly<Record<HttpTarget['kind'], number>> = { http: 80, https: 443 };

export function createHttpProbe(clock: Clock, openTls: (target: TlsTarget) => TLSSocket): Probe<HttpTarget> {
  return (target, timeoutMs, report) => {
    if (target.kind === 'http') {
      const socket = connectTo(target);
      const attempt = new Attempt(socket, clock, timeoutMs, report);
      socket.once('connect', () => exchange(socket, target, attempt));
      socket.on('error', ({ code = 'unknown', syscall }: NodeJS.ErrnoException) =>
        attempt.finish(classifyError(code, syscall)),
      );
      return () => attempt.close();
    }
    const socket = openTls(target);
    const attempt = new Attempt(socket, clock, timeoutMs, report);
    socket.once('secureConnect', () => {
      const problem = findCertificateProblem(socket, target.tls, clock.wallSeconds());
      if (problem === undefined) exchange(socket, target, attempt);
      else attempt.fail('tls', problem);
    });
    socket.on('error', (error) => attempt.finish(classifyTlsError(error)));
    return () => attempt.close();
  };
}

function exchange(socket: Socket, target: HttpTarget, attempt: Attempt): void {
  const reply = new HttpReply(target.http);
  const judge = (reading: ReplyProgress) => {
    if (reading.kind === 'good') attempt.succeed(`status ${reading.status}`);
    else if (reading.kind === 'bad') attempt.fail(reading.reason, reading.detail);
  };
  socket.on('data', (octets) => {
    // Data read before the socket was destroyed may still be delivered.
    if (attempt.isOpen) judge(reply.read(octets));
  });
  socket.once('end', () => judge(reply.end()));
  socket.write(printRequest(target));
}

/** Configuration lets nothing through that could end a line early. */
function printRequest({ kind, address, port, http }: HttpTarget): string {
  const endpoint = printEndpoint({ address, port });
  const host = http.host ?? (port === defaultPorts[kind] ? endpoint.replace(/:\d+$/, '') : endpoint);
  return [
    `${http.method} ${http.path} HTTP/1.1`,
    `Host: ${host}`,
    `User-Agent: healthy-dns/${version}`,
    'Accept: */*',
    // Compression would hide the text that the body must contain.
    'Accept-Encoding: identity',
    'Connection: close',
    '\r\n',
  ].join('\r\n');
}
