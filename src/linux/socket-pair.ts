// Two datagram sockets that only this process knows: no network, no address, no port, and no stranger can fill their queues.

import { fail, type Result, succeed } from '../base/result.ts';
import { AddressFamily, SocketFlag, SocketType } from './constants.ts';
import { nameOfErrno } from './datagram-socket.ts';
import type { Libc } from './libc.ts';

/** Both file descriptors, which the caller owns, or the error's code. */
export function openSocketPair(libc: Libc): Result<readonly [number, number], string> {
  const type = SocketType.datagram | SocketFlag.nonBlocking | SocketFlag.closeOnExec;
  const fds = new Int32Array(2);
  if (libc.socketpair(AddressFamily.unix, type, 0, fds) !== 0) return fail(nameOfErrno(libc.errno()));
  return succeed([fds[0] as number, fds[1] as number]);
}
