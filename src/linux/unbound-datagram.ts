// A UDP socket that nobody bound: the kernel gives it a port when it first sends. Node always binds its own, which a
// service manager's SocketBindDeny= forbids.

import { AddressFamily, SocketFlag, SocketType } from './constants.ts';
import type { Libc } from './libc.ts';

/** The file descriptor, which the caller owns; nothing when the kernel refuses. */
export function openUnboundDatagram(libc: Libc, family: 4 | 6): number | undefined {
  const type = SocketType.datagram | SocketFlag.nonBlocking | SocketFlag.closeOnExec;
  const fd = libc.socket(family === 4 ? AddressFamily.inet : AddressFamily.inet6, type, 0);
  return fd === -1 ? undefined : fd;
}
