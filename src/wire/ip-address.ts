// IP addresses in one canonical form, so that two spellings of an address compare equal.

import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import { invariant } from '../base/invariant.ts';

export interface IpAddress {
  readonly family: 4 | 6;
  /** Canonical text (RFC 5952 for IPv6). */
  readonly text: string;
}

export function parseIpAddress(text: string): IpAddress | undefined {
  if (isIPv4(text)) return { family: 4, text };
  // A zone index (fe80::1%eth0) means something on this machine only.
  if (!isIPv6(text) || text.includes('%')) return undefined;
  return { family: 6, text: new SocketAddress({ address: text, family: 'ipv6' }).address };
}

/** An address as the operating system prints it: a link-local one has its interface, `fe80::1%eth0`. */
export function readBoundAddress(text: string): IpAddress {
  return parseIpAddress(text) ?? { family: text.includes(':') ? 6 : 4, text };
}

/** Of this machine, for this machine. */
export function isLoopback({ family, text }: IpAddress): boolean {
  return family === 4 ? text.startsWith('127.') : text === '::1';
}

/** An IPv4 address for what a socket for both families calls `::ffff:192.0.2.1`. */
export function unmapAddress(address: IpAddress): IpAddress {
  const mapped = /^::ffff:([\d.]+)$/.exec(address.text)?.[1];
  return (mapped === undefined ? undefined : parseIpAddress(mapped)) ?? address;
}

/** From the octets of an address, as in A and AAAA records and kernel structures. */
export function readIpAddress(octets: Uint8Array): IpAddress {
  const text =
    octets.length === 4
      ? octets.join('.')
      : Array.from({ length: 8 }, (_, i) =>
          (((octets[2 * i] ?? 0) << 8) | (octets[2 * i + 1] ?? 0)).toString(16),
        ).join(':');
  const address = parseIpAddress(text);
  invariant(address !== undefined, `an address has 4 or 16 octets, not ${octets.length}`);
  return address;
}
