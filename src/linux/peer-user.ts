// Asks the kernel who is at the other end of a Unix socket; it remembers who connected (unix(7), SO_PEERCRED).

import { SocketOption } from './constants.ts';
import type { Libc } from './libc.ts';

/** struct ucred: pid, uid, gid, four octets each. */
const credentialOctets = 12;
const uidAt = 4;
/** What the kernel reports when there is nobody: not a Unix socket, or not connected. */
const nobodyUid = 0xffff_ffff;

/** The uid of whoever connected; undefined when the kernel does not say. */
export function readPeerUid(libc: Libc, fd: number): number | undefined {
  const value = new Uint8Array(credentialOctets);
  const length = new Uint32Array([value.length]);
  if (libc.getsockopt(fd, SocketOption.level, SocketOption.peerCredentials, value, length) !== 0)
    return undefined;
  const uid = new DataView(value.buffer).getUint32(uidAt, true);
  return uid === nobodyUid ? undefined : uid;
}
