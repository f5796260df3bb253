// One query over a TCP connection of its own (RFC 7766), for answers that no datagram holds and for datagrams in doubt.

import { connect } from 'node:net';
import { fail, type Result, succeed } from '../base/result.ts';
import { type LookupProblem, problemOfEnd, problemOfSocket } from './lookup-problem.ts';
import type { Query } from './make-query.ts';
import { matchReply } from './match-reply.ts';
import { printServer, type ServerAddress } from './name-servers.ts';
import type { Scope } from './scope.ts';

/** RFC 1035 §4.2.2: each message follows its length. */
const lengthOctets = 2;

export function exchangeTcp(
  server: ServerAddress,
  query: Query,
  scope: Scope,
  countStray: () => void,
): Promise<Result<Uint8Array, LookupProblem>> {
  if (scope.reason !== undefined) return Promise.resolve(fail(problemOfEnd(scope.reason, [server])));
  return new Promise((resolve) => {
    const socket = connect({ host: server.address, port: server.port, autoSelectFamily: false });
    let isOpen = true;
    let unread: Buffer = Buffer.alloc(0);
    const forget = scope.onEnd((reason) => finish(fail(problemOfEnd(reason, [server]))));

    function finish(result: Result<Uint8Array, LookupProblem>): void {
      if (!isOpen) return;
      isOpen = false;
      forget();
      socket.destroy();
      resolve(result);
    }

    socket.on('error', (error) => finish(fail(problemOfSocket(error, server))));
    socket.on('close', () => finish(fail({ kind: 'server-failure', detail: hungUp(server) })));
    socket.on('connect', () => {
      // In one write: a server may mistake a length that comes alone for a slow client.
      const framed = Buffer.alloc(lengthOctets + query.octets.length);
      framed.writeUInt16BE(query.octets.length);
      framed.set(query.octets, lengthOctets);
      socket.write(framed);
    });
    socket.on('data', (chunk) => {
      // Never more than one message and one chunk: complete messages are removed at once.
      unread = Buffer.concat([unread, chunk]);
      while (isOpen && unread.length >= lengthOctets) {
        const end = lengthOctets + unread.readUInt16BE();
        if (unread.length < end) return;
        const message = unread.subarray(lengthOctets, end);
        unread = unread.subarray(end);
        if (matchReply(query, message) === 'stray') countStray();
        else finish(succeed(message));
      }
    });
  });
}

function hungUp(server: ServerAddress): string {
  return `${printServer(server)} closed the connection without an answer`;
}
