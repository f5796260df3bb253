// What a configuration says about answering, as the data plane understands it, and about the log of what was answered.

import { hostname } from 'node:os';
import { version } from '../base/version.ts';
import type { LoadedConfig } from '../publishing/loading/load-config.ts';
import type { WantedLog } from '../query-log/query-log-thread.ts';
import type { QueryLogPolicy, ServingPolicy } from '../serving/policy.ts';
import { serverIdOctetsMax } from '../wire/protocol.ts';

/** `queryLog`: where threads leave what is logged. */
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

/** Undefined: none. */
export function wantedLogOf({ queryLog, identity }: LoadedConfig): WantedLog | undefined {
  if (queryLog === undefined) return undefined;
  const { id } = identity;
  // Who collects what several servers send wants to know them apart, whether or not they tell everybody their names.
  const name = id === undefined || id === 'hostname' ? encodeHostname() : id;
  const encoder = new TextEncoder();
  const source = { identity: name ?? new Uint8Array(), version: encoder.encode(`healthy-dns ${version}`) };
  return { ...queryLog, source };
}

/** Linux has names of up to 64 octets, but nobody promises that; one that is empty is none. */
function encodeHostname(): Uint8Array | undefined {
  const octets = new TextEncoder().encode(hostname()).slice(0, serverIdOctetsMax);
  return octets.length === 0 ? undefined : octets;
}
