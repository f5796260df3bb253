// What a configuration says about answering, as the data plane understands it.

import { hostname } from 'node:os';
import type { LoadedConfig } from '../publishing/loading/load-config.ts';
import type { QueryLogPolicy, ServingPolicy } from '../serving/policy.ts';
import { serverIdOctetsMax } from '../wire/protocol.ts';

/** `queryLog`: where the log is kept now. */
export function servingPolicyOf(
  { cookies, replyLimit, identity, frontEnds }: LoadedConfig,
  queryLog: QueryLogPolicy | undefined,
): ServingPolicy {
  return {
    cookieNeededAboveOctets: cookies.neededAboveOctets,
    replyLimit,
    serverId: identity.id === 'hostname' ? encodeHostname() : identity.id,
    serverVersion: identity.version,
    frontEnds,
    queryLog,
  };
}

/** Linux has names of up to 64 octets, but nobody promises that; one that is empty is none. */
function encodeHostname(): Uint8Array | undefined {
  const octets = new TextEncoder().encode(hostname()).slice(0, serverIdOctetsMax);
  return octets.length === 0 ? undefined : octets;
}
