// The addresses that a file such as /etc/hosts gives a host: those of containers linked by hand, and of machines in a small
// network.

import { type IpAddress, parseIpAddress } from '../wire/ip-address.ts';

/** All lines that name the host count, as in the C library with `multi on`. */
export function findInHostsFile(text: string, host: string): readonly IpAddress[] {
  const addresses = new Map<string, IpAddress>();
  for (const line of text.split('\n')) {
    // Most lines of a long file are about others.
    if (!line.toLowerCase().includes(host)) continue;
    const [written = '', ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    const address = parseIpAddress(written);
    if (address !== undefined && names.some((name) => name.toLowerCase() === host))
      addresses.set(address.text, address);
  }
  return [...addresses.values()];
}
