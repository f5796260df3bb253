// Tells the service manager something (sd_notify(3)) without libsystemd, from any thread: one socket, opened once, so that
// nobody who runs out of descriptors falls silent.

import { AddressFamily, dontWait, SocketFlag, SocketType, sendNoSignal } from './constants.ts';
import type { Libc } from './libc.ts';
import { unixAddress } from './unix-address.ts';

export interface NotifySocket {
  /** False when it was not taken: the service manager is not there, or so far behind that its queue is full. */
  send(state: string): boolean;
  close(): void;
}

/** `path` as NOTIFY_SOCKET has it; nothing when it is no Unix socket, or there is no socket to be had. */
export function openNotifySocket(libc: Libc, path: string): NotifySocket | undefined {
  const address = unixAddress(path);
  if (address === undefined) return undefined;
  const type = SocketType.datagram | SocketFlag.nonBlocking | SocketFlag.closeOnExec;
  const fd = libc.socket(AddressFamily.unix, type, 0);
  if (fd === -1) return undefined;
  return {
    send(state) {
      const octets = Buffer.from(state);
      const flags = sendNoSignal | dontWait;
      return libc.sendto(fd, octets, octets.length, flags, address, address.length) === octets.length;
    },
    close: () => void libc.close(fd),
  };
}
