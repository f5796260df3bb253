// Where HTTP is served, to whom, and under which names. Refuses to know what is served, and what is in the file with tokens.

import { resolve } from 'node:path';
import { quote } from '../../base/quote.ts';
import { type Endpoint, parseEndpointOr, printEndpoint } from '../../wire/endpoint.ts';
import { isLoopback, unmapAddress } from '../../wire/ip-address.ts';
import type { IpPrefix } from '../../wire/ip-prefix.ts';
import type { Findings } from '../findings/finding.ts';
import type { RawValues } from '../sources/raw-value.ts';
import { from } from '../sources/read-scalars.ts';
import { isOurs, type Listen } from './read-listen.ts';
import { readPrefixes } from './read-prefix.ts';

export interface HttpPlan {
  /** None: nowhere, unless a service manager hands over sockets. */
  readonly listen: readonly Endpoint[];
  /** None: everybody who has a token. */
  readonly allow: readonly IpPrefix[];
  /** In lower case. */
  readonly hosts: readonly string[];
  readonly tokenPath?: string;
}

/** `public`: only which names work. */
export const statusPages = ['full', 'public'] as const;
export type StatusPageKind = (typeof statusPages)[number];

/** Next to those that Prometheus exporters use; also in systemd/healthy-dns-http.socket. */
export const usualHttpPort = 9353;
/** Each is a socket; "[::]" means all addresses of this machine. */
const endpointsMax = 16;
/** Compared one after the other with each new client. */
const prefixesMax = 64;
const hostsMax = 16;
const prefixWayOut = 'write an address or a prefix, such as 192.0.2.8 or 192.0.2.0/24';
/** A host name as a browser sends it: RFC 1123, or already in punycode. */
const hostPattern = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*$/;

export function readHttp(
  values: RawValues,
  { listen, statusPage }: { readonly listen: Listen; readonly statusPage: StatusPageKind },
  findings: Findings,
): HttpPlan {
  const endpoints = readEndpoints(values, listen, findings);
  const tokenPath = readTokenPath(values, findings);
  const beyond = endpoints.find(({ address }) => !isLoopback(address));
  // What is public needs none, and there is nothing else then.
  const needsToken = statusPage === 'full' && tokenPath === undefined && !values.has('http-token-file');
  if (beyond !== undefined && needsToken)
    findings.error(
      'http',
      `${printEndpoint(beyond)} can be reached from other machines, for which a token is needed: name a file with one ` +
        `by --http-token-file, or listen on 127.0.0.1:${beyond.port === 0 ? usualHttpPort : beyond.port}`,
    );
  const allow = readPrefixes(
    'http-allow',
    { wayOut: prefixWayOut, prefixesMax, findProblem: findPrefixProblem },
    values,
    findings,
  );
  return { listen: endpoints, allow, hosts: readHosts(values, findings), ...(tokenPath && { tokenPath }) };
}

function readEndpoints(values: RawValues, listen: Listen, findings: Findings): readonly Endpoint[] {
  const raw = values.get('http');
  if (raw === undefined) return [];
  const endpoints = new Map<string, Endpoint>();
  for (const text of raw.texts) {
    const written = parseEndpointOr(text.trim(), usualHttpPort, { portMin: 0 });
    const endpoint = written && { ...written, address: unmapAddress(written.address) };
    if (endpoint === undefined) {
      const why = `is not an address and a port, such as ${suggestion(text)}`;
      findings.error('http', `${quote(text)} ${why}${from('http', raw)}`);
    } else if (endpoint.port !== 0 && isOurs(endpoint, listen)) {
      const why = `is where DNS is served; the usual port for HTTP is ${usualHttpPort}`;
      findings.error('http', `${printEndpoint(endpoint)} ${why}${from('http', raw)}`);
    } else endpoints.set(printEndpoint(endpoint), endpoint);
  }
  if (endpoints.size > endpointsMax)
    findings.error('http', `names ${endpoints.size} addresses; at most ${endpointsMax} are allowed`);
  return [...endpoints.values()];
}

/** What was probably meant by a port alone, or a name. */
function suggestion(text: string): string {
  const port = /^(?:localhost|\*)?:?(\d{1,5})$/i.exec(text.trim())?.[1] ?? usualHttpPort;
  return `127.0.0.1:${port} or [::1]:${port}`;
}

function findPrefixProblem({ address }: IpPrefix): string | undefined {
  // To everybody here ::ffff:192.0.2.1 is 192.0.2.1, whatever a socket for both families says.
  return address.text.startsWith('::ffff:')
    ? 'is an IPv4 address; write it as 192.0.2.8 or 192.0.2.0/24'
    : undefined;
}

function readHosts(values: RawValues, findings: Findings): readonly string[] {
  const raw = values.get('http-host');
  if (raw === undefined) return [];
  const hosts = new Set<string>();
  for (const text of raw.texts) {
    const host = text.trim().toLowerCase().replace(/\.$/, '');
    if (hostPattern.test(host)) hosts.add(host);
    else {
      const why = 'is not a host name such as status.example.com; leave out "http://", port and path';
      findings.error('http-host', `${quote(text)} ${why}${from('http-host', raw)}`);
    }
  }
  if (hosts.size > hostsMax)
    findings.error('http-host', `names ${hosts.size} hosts; at most ${hostsMax} are allowed`);
  return [...hosts];
}

function readTokenPath(values: RawValues, findings: Findings): string | undefined {
  const raw = values.get('http-token-file');
  const path = raw?.texts[0];
  if (raw === undefined || path === undefined) return undefined;
  if (path.trim() !== '') return resolve(raw.folder ?? '', path);
  findings.error('http-token-file', 'is empty; name a file, or leave it out');
  return undefined;
}
