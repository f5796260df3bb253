// Name servers and clients that are closed with the test that opened them, and what tests check about endpoints.

import {
  type DiscoveryOptions,
  type DiscoveryWorld,
  DnsServiceDiscovery,
  ServiceDiscoveryError,
  type ServiceEndpoint,
} from '../../../src/discovery/dns-service-discovery.ts';
import { type Script, type ScriptedNameServer, startNameServer } from '../dns/scripted-name-server.ts';
import { runAfterEach } from '../run-after-each.ts';
import { createSeededRandom } from '../seeded-random.ts';

export interface DiscoveryTools {
  serve(script: Script, host?: string): Promise<ScriptedNameServer>;
  /** A client of these servers, for names below `test`. */
  open(
    servers: ScriptedNameServer | readonly { readonly address: string }[],
    options?: DiscoveryOptions,
    world?: DiscoveryWorld,
  ): DnsServiceDiscovery;
}

/** Call it in a `describe`. */
export function discoveryTools(): DiscoveryTools {
  const atEnd = runAfterEach();
  return {
    async serve(script, host) {
      const server = await startNameServer(script, host);
      atEnd(() => server.close());
      return server;
    },
    open(servers, options = {}, world = {}) {
      const list = 'address' in servers ? [servers] : servers;
      const dnsServers = list.map(({ address }) => address);
      const random = createSeededRandom().next;
      const discovery = new DnsServiceDiscovery(
        { domainSuffix: 'test', dnsServers, ...options },
        { random, ...world },
      );
      atEnd(() => discovery.close());
      return discovery;
    },
  };
}

/** `host address port priority weight`, sorted. */
export function placesOf(endpoints: readonly ServiceEndpoint[]): string[] {
  return endpoints
    .map(({ host, address, port, priority, weight }) => `${host} ${address} ${port} ${priority} ${weight}`)
    .sort();
}

/** The error that a call is expected to fail with. */
export async function errorOf(call: Promise<unknown>): Promise<ServiceDiscoveryError> {
  const error = await call.then(
    (value) => new Error(`it did not fail: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof ServiceDiscoveryError) return error;
  throw error;
}

export async function codeOf(call: Promise<unknown>): Promise<string> {
  return (await errorOf(call)).code;
}
