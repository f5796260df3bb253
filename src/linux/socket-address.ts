// struct sockaddr_in and sockaddr_in6, to and from octets.
//
//   in    0 family | 2 port, in network order | 4 address |   16 in all
//   in6   0 family | 2 port, in network order | 4 flow | 8 address | 24 scope |   28 in all

import { AddressFamily } from './constants.ts';
import type { Libc } from './libc.ts';

export const socketAddressOctetsMax = 28;

const inetOctets = 16;
const inet6Octets = 28;

/** Where a socket is bound or sends to. `octets` has four (IPv4) or sixteen (IPv6). */
export interface Place {
  readonly octets: Uint8Array;
  readonly port: number;
}

export function encodeSocketAddress({ octets, port }: Place): Uint8Array {
  const isV4 = octets.length === 4;
  const address = Buffer.alloc(isV4 ? inetOctets : inet6Octets);
  address.writeUInt16LE(isV4 ? AddressFamily.inet : AddressFamily.inet6, 0);
  address.writeUInt16BE(port, 2);
  address.set(octets, isV4 ? 4 : 8);
  return address;
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
    octets: address.subarray(isV4 ? 4 : 8, isV4 ? 8 : 24),
    port: address.readUInt16BE(2),
    scope: isV4 ? 0 : address.readUInt32LE(24),
  };
}
