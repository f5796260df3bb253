// The flags of discover and watch -> a client, or everything that is wrong with them.

import { fail, type Result, succeed } from '../../base/result.ts';
import { DnsServiceDiscovery } from '../../discovery/dns-service-discovery.ts';
import { parseServer } from '../../resolving/name-servers.ts';
import { parseName } from '../../wire/name.ts';

export interface LookupFlags {
  readonly servers: readonly string[];
  readonly fallbackPort: string | undefined;
  readonly check: boolean;
}

/** Checks what the library leaves to its caller: names are typed as they stand in DNS. */
export function openDiscovery(
  name: string,
  { servers, fallbackPort, check }: LookupFlags,
): Result<DnsServiceDiscovery, readonly string[]> {
  const problems: string[] = [];
  if (!parseName(name).ok) problems.push(`"${name}" is not a domain name`);
  for (const server of servers) {
    if (parseServer(server) === undefined) {
      problems.push(`--server: "${server}" is not an address, with or without a port`);
    }
  }
  const port = fallbackPort === undefined ? undefined : readPort(fallbackPort);
  if (fallbackPort !== undefined && port === undefined) {
    problems.push(`--fallback-port: "${fallbackPort}" is not a port from 1 to 65535`);
  }
  if (problems.length > 0) return fail(problems);
  return succeed(
    new DnsServiceDiscovery({
      domainSuffix: '',
      dnsServers: servers.length === 0 ? undefined : servers,
      fallbackPort: port,
      check: check ? 'tcp' : undefined,
    }),
  );
}

function readPort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 0xffff ? port : undefined;
}
