// The name by which a request calls this server, and whether it is one of ours. A page of somebody else's, whose name was made
// to lead to 127.0.0.1 (DNS rebinding), asks with that name; an address or localhost nobody can take.

import { isIP } from 'node:net';

const hostPattern = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i;

/** In lower case, without port; nothing for what is no host. */
export function readHost(header: string): string | undefined {
  const [, bracketed, plain] = hostPattern.exec(header) ?? [];
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? bracketed.toLowerCase() : undefined;
  return plain?.toLowerCase().replace(/\.$/, '');
}

export function isOwnHost(host: string, hosts: readonly string[]): boolean {
  return isIP(host) !== 0 || host === 'localhost' || host.endsWith('.localhost') || hosts.includes(host);
}
