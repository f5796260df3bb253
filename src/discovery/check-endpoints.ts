// Whether anybody accepts connections at an endpoint: a check of our own, for clients whose name servers do not make one.

import { connect } from 'node:net';
import type { Clock } from '../base/clock.ts';
import type { Scope } from './scope.ts';

export type Health = 'unknown' | 'up' | 'down';

/** These say that this machine lacks something, and nothing about the other one. */
const ownFaults: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EAGAIN']);

export function checkEndpoint(
  { address, port }: { readonly address: string; readonly port: number },
  timeoutMs: number,
  clock: Clock,
  scope: Scope,
): Promise<Health> {
  if (scope.reason !== undefined) return Promise.resolve('unknown');
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, autoSelectFamily: false });
    const callOff = clock.after(timeoutMs, () => finish('down'));
    const forget = scope.onEnd(() => finish('unknown'));

    function finish(health: Health): void {
      callOff();
      forget();
      socket.destroy();
      resolve(health);
    }

    socket.once('connect', () => finish('up'));
    // Stays: a socket that is being destroyed may still have something to complain of.
    socket.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
      finish(ownFaults.has(code) ? 'unknown' : 'down');
    });
  });
}
