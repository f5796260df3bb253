// Asks the kernel what kind of socket a file descriptor is.

import { AddressFamily, SocketOption, SocketType } from './constants.ts';
import type { Libc } from './libc.ts';
import { readSocketOption } from './socket-option.ts';

export type SocketKind =
  | { readonly kind: 'udp' | 'tcp'; readonly family: 4 | 6 }
  | { readonly kind: 'unusable'; readonly reason: string };

export function readSocketKind(libc: Libc, fd: number): SocketKind {
  const domain = readOption(libc, fd, SocketOption.domain);
  const type = readOption(libc, fd, SocketOption.type);
  if (domain === undefined || type === undefined) return { kind: 'unusable', reason: 'it is not a socket' };
  if (domain !== AddressFamily.inet && domain !== AddressFamily.inet6) {
    return { kind: 'unusable', reason: 'it is neither IPv4 nor IPv6' };
  }
  const family = domain === AddressFamily.inet ? 4 : 6;
  if (type === SocketType.datagram) return { kind: 'udp', family };
  if (type !== SocketType.stream) return { kind: 'unusable', reason: 'it is neither UDP nor TCP' };
  if (readOption(libc, fd, SocketOption.acceptsConnections) !== 1) {
    return { kind: 'unusable', reason: 'it is a TCP connection; Accept=no is needed in the socket unit' };
  }
  return { kind: 'tcp', family };
}

function readOption(libc: Libc, fd: number, option: number): number | undefined {
  return readSocketOption(libc, fd, SocketOption.level, option);
}
