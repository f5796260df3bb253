// sd_notify(3) without libsystemd, from any thread: one socket, opened once, so that running out of descriptors does not
// silence us.

import { dontWait, sendNoSignal } from './constants.ts';
import type { Libc } from './libc.ts';
import { openUnixDatagram, unixAddress } from './unix-datagram.ts';

export interface NotifySocket {
  /** False when it was not taken: the service manager is gone, or so far behind that its queue is full. */
  send(state: string): boolean;
  close(): void;
}

/** `path` is the value of NOTIFY_SOCKET; undefined when that is no Unix socket, or none can be opened. */
export function openNotifySocket(libc: Libc, path: string): NotifySocket | undefined {
  const address = unixAddress(path);
  if (address === undefined) return undefined;
  const fd = openUnixDatagram(libc);
  if (fd === undefined) return undefined;
  return {
    send(state) {
      const octets = Buffer.from(state);
      const flags = sendNoSignal | dontWait;
      return libc.sendto(fd, octets, octets.length, flags, address, address.length) === octets.length;
    },
    close: () => void libc.close(fd),
  };
}
