// struct sockaddr_in and sockaddr_in6, to and from octets.
//
//   in    0 family | 2 port, in network order | 4 address |   16 in all
//   in6   0 family | 2 port, in network order | 4 flow | 8 address | 24 scope |   28 in all

import { AddressFamily } from './constants.ts';
import type { Libc } from './libc.ts';

export const socketAddressOctetsMax = 28;

const inetOctets = 16;
const inet6Octets = 28;
const portAt = 2;
const inetAddressAt = 4;
const inet6AddressAt = 8;

/** Where a socket is bound or sends to. `octets` has four (IPv4) or sixteen (IPv6). */
export interface Place {
  readonly octets: Uint8Array;
  readonly port: number;
}

export function encodeSocketAddress({ octets, port }: Place): Uint8Array {
  const isV4 = octets.length === 4;
  const address = Buffer.alloc(isV4 ? inetOctets : inet6Octets);
  address.writeUInt16LE(isV4 ? AddressFamily.inet : AddressFamily.inet6, 0);
  address.writeUInt16BE(port, portAt);
  address.set(octets, isV4 ? inetAddressAt : inet6AddressAt);
  return address;
}

/** In place, for whom no socket address came from the kernel; the address starts at `addressAt` in `from`. */
export function fillSocketAddress(
  into: Uint8Array,
  family: 4 | 6,
  from: Uint8Array,
  addressAt: number,
  port: number,
): void {
  into.fill(0);
  into[0] = family === 4 ? AddressFamily.inet : AddressFamily.inet6;
  into[portAt] = port >>> 8;
  into[portAt + 1] = port & 0xff;
  const at = family === 4 ? inetAddressAt : inet6AddressAt;
  const octets = family === 4 ? 4 : 16;
  for (let i = 0; i < octets; i++) into[at + i] = from[addressAt + i] as number;
}

/** `scope` is the interface number of a link-local address, else 0. */
export interface BoundPlace extends Place {
  readonly scope: number;
}

/** Undefined when the kernel does not say. */
export function readSocketPlace(libc: Libc, fd: number): BoundPlace | undefined {
  const address = Buffer.alloc(socketAddressOctetsMax);
  const length = new Uint32Array([address.length]);
  if (libc.getsockname(fd, address, length) !== 0) return undefined;
  const isV4 = address.readUInt16LE(0) === AddressFamily.inet;
  return {
    octets: isV4
      ? address.subarray(inetAddressAt, inetAddressAt + 4)
      : address.subarray(inet6AddressAt, inet6AddressAt + 16),
    port: address.readUInt16BE(portAt),
    scope: isV4 ? 0 : address.readUInt32LE(24),
  };
}

/** Of a socket address that starts at `at`; the same for the functions below, which allocate nothing. */
export function isInet6(octets: Uint8Array, at: number): boolean {
  return octets[at] === AddressFamily.inet6;
}

export function portOf(octets: Uint8Array, at: number): number {
  return ((octets[at + portAt] as number) << 8) | (octets[at + portAt + 1] as number);
}

export function addressAtOf(octets: Uint8Array, at: number): number {
  return at + (isInet6(octets, at) ? inet6AddressAt : inetAddressAt);
}
