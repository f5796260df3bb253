// Unix datagram sockets: to a service by its path or abstract name, or a private pair within this process. No network, no
// port, and nothing here waits.
//
//   struct sockaddr_un   0 family | 2 path, ended by a zero octet, or a zero octet and an abstract name

import { fail, type Result, succeed } from '../base/result.ts';
import { AddressFamily, nameOfErrno, SocketFlag, SocketType } from './constants.ts';
import type { Libc } from './libc.ts';

const datagramType = SocketType.datagram | SocketFlag.nonBlocking | SocketFlag.closeOnExec;
const pathAt = 2;
/** Including the zero octet at its end. */
const pathOctetsMax = 108;

/** An unconnected socket, which the caller owns; undefined when the kernel refuses. */
export function openUnixDatagram(libc: Libc): number | undefined {
  const fd = libc.socket(AddressFamily.unix, datagramType, 0);
  return fd === -1 ? undefined : fd;
}

/** Two sockets connected to each other, whose queues no stranger can fill. The caller owns both; a problem is an errno's name. */
export function openSocketPair(libc: Libc): Result<readonly [number, number], string> {
  const fds = new Int32Array(2);
  if (libc.socketpair(AddressFamily.unix, datagramType, 0, fds) !== 0) return fail(nameOfErrno(libc.errno()));
  return succeed([fds[0] as number, fds[1] as number]);
}

/** `path` is absolute, or `@` and an abstract name; undefined when it is neither, or too long. */
export function unixAddress(path: string): Uint8Array | undefined {
  const octets = Buffer.byteLength(path);
  const isAbstract = path.startsWith('@');
  if ((!isAbstract && !path.startsWith('/')) || octets + 1 > pathOctetsMax) return undefined;
  // An abstract name is as long as its address: a zero octet at the end would be part of it.
  const address = Buffer.alloc(pathAt + octets + (isAbstract ? 0 : 1));
  address.writeUInt16LE(AddressFamily.unix, 0);
  address.write(path, pathAt);
  if (isAbstract) address[pathAt] = 0;
  return address;
}
