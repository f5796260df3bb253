// One query over UDP from a socket of its own, whose port nobody can foresee. The socket is connected, so the kernel delivers
// nothing from anybody else; strays are counted and ignored.

import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { fail, type Result, succeed } from '../base/result.ts';
import { type LookupProblem, problemOfEnd, problemOfSocket } from './lookup-problem.ts';
import type { Query } from './make-query.ts';
import { matchReply } from './match-reply.ts';
import type { ServerAddress } from './name-servers.ts';
import type { Scope } from './scope.ts';

export interface DatagramReply {
  readonly octets: Uint8Array;
  /** False: everything matches except the case of the letters in the question. */
  readonly keepsCase: boolean;
}

export function exchangeUdp(
  server: ServerAddress,
  query: Query,
  scope: Scope,
  countStray: () => void,
): Promise<Result<DatagramReply, LookupProblem>> {
  if (scope.reason !== undefined) return Promise.resolve(fail(problemOfEnd(scope.reason, [server])));
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4');
    let isOpen = true;
    const forget = scope.onEnd((reason) => finish(fail(problemOfEnd(reason, [server]))));

    function finish(result: Result<DatagramReply, LookupProblem>): void {
      if (!isOpen) return;
      isOpen = false;
      forget();
      socket.close();
      resolve(result);
    }

    socket.on('error', (error) => finish(fail(problemOfSocket(error, server))));
    socket.on('message', (octets) => {
      const match = matchReply(query, octets);
      if (match === 'stray') countStray();
      else finish(succeed({ octets, keepsCase: match === 'same' }));
    });
    socket.on('connect', () => {
      if (isOpen) socket.send(query.octets);
    });
    socket.connect(server.port, server.address);
  });
}
