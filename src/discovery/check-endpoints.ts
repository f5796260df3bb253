// Whether endpoints accept connections: a check of our own, for clients whose name servers make none.

import { connect } from 'node:net';
import type { Clock } from '../base/clock.ts';
import type { Scope } from '../resolving/scope.ts';
import { printServiceEndpoint } from './service-endpoint.ts';

export type Health = 'unknown' | 'up' | 'down';

interface Place {
  readonly address: string;
  readonly port: number;
}

/** Sockets that one lookup may have open at a time. */
const checksMax = 32;
/** Codes that mean this machine lacks something, and say nothing about the other one. */
const ownFaults: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EAGAIN']);

/** By `printServiceEndpoint`; a place that stands there twice is checked once. */
export async function checkEndpoints(
  places: readonly Place[],
  timeoutMs: number,
  clock: Clock,
  scope: Scope,
): Promise<ReadonlyMap<string, Health>> {
  const health = new Map<string, Health>();
  // One iterator for all workers: each goes on with the next place.
  const unchecked = new Map(places.map((place) => [printServiceEndpoint(place), place])).entries();
  const work = async () => {
    for (const [key, place] of unchecked)
      health.set(key, await checkEndpoint(place, timeoutMs, clock, scope));
  };
  await Promise.all(Array.from({ length: Math.min(checksMax, places.length) }, work));
  return health;
}

function checkEndpoint(
  { address, port }: Place,
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
    // Stays: a socket that is being destroyed may still emit an error.
    socket.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
      finish(ownFaults.has(code) ? 'unknown' : 'down');
    });
  });
}
