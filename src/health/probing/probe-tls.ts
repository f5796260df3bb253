// Probes a target with a TLS handshake: it must complete, and the certificate must be valid for as long as required.

import type { TLSSocket } from 'node:tls';
import type { Clock } from '../../base/clock.ts';
import type { Probe } from '../outcome.ts';
import { Attempt } from './attempt.ts';
import { classifyTlsError, findCertificateProblem, type TlsTarget } from './open-tls.ts';

export function createTlsProbe(clock: Clock, openTls: (target: TlsTarget) => TLSSocket): Probe<TlsTarget> {
  return (target, timeoutMs, report) => {
    const socket = openTls(target);
    const attempt = new Attempt(socket, clock, timeoutMs, report);
    socket.once('secureConnect', () => {
      const problem = findCertificateProblem(socket, target.tls, clock.wallSeconds());
      if (problem === undefined) attempt.succeed('handshake');
      else attempt.fail('tls', problem);
    });
    socket.on('error', (error) => attempt.finish(classifyTlsError(error)));
    return () => attempt.close();
  };
}
