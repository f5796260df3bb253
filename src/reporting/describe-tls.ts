// DNS over TLS, for people: where it is served, with which certificate, and what became of who asked for it.

import type { TlsStatus } from '../control/protocol/tls.ts';
import { Counter, type CounterRow, countAt } from '../serving/counters.ts';
import type { TlsIdentity } from '../serving/tls-identity.ts';
import { type Endpoint, printEndpoint } from '../wire/endpoint.ts';

/** Nothing where nobody has asked for it. */
export function describeTls(
  endpoints: readonly Endpoint[],
  identity: TlsIdentity | undefined,
  counters: CounterRow,
): TlsStatus | undefined {
  if (endpoints.length === 0 && identity === undefined) return undefined;
  return {
    endpoints: endpoints.map(printEndpoint),
    queries: countAt(counters, Counter.queriesTls),
    handshakes: countAt(counters, Counter.tlsHandshakes),
    resumed: countAt(counters, Counter.tlsResumed),
    failed: countAt(counters, Counter.tlsFailed),
    ...(identity && { certificate: identity.certificate }),
  };
}
