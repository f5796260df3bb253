// Probes a target of any kind.

import type { Clock } from '../../base/clock.ts';
import type { Probe } from '../outcome.ts';
import type { Target } from '../target.ts';
import { createTlsOpener } from './open-tls.ts';
import { createHttpProbe } from './probe-http.ts';
import { createTcpProbe } from './probe-tcp.ts';
import { createTlsProbe } from './probe-tls.ts';

/** `trusted`: authorities, as PEM, to trust instead of those that Node comes with. */
export function createProbe(clock: Clock, trusted?: string): Probe<Target> {
  const openTls = createTlsOpener(trusted);
  const probeTcp = createTcpProbe(clock);
  const probeTls = createTlsProbe(clock, openTls);
  const probeHttp = createHttpProbe(clock, openTls);
  return (target, timeoutMs, report) => {
    switch (target.kind) {
      case 'tcp':
        return probeTcp(target, timeoutMs, report);
      case 'tls':
        return probeTls(target, timeoutMs, report);
      case 'http':
      case 'https':
        return probeHttp(target, timeoutMs, report);
    }
  };
}
